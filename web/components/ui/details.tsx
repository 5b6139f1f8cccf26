import type { ReactNode } from 'react';

/** What few people need, behind one press. */
export function Details({ summary, children }: { readonly summary: ReactNode; readonly children: ReactNode }) {
  return (
    <details className="group">
      <summary className="min-h-6 cursor-pointer py-1 text-accent underline-offset-2 hover:underline">{summary}</summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}
