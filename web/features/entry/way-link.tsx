'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** A quiet way to another page of the entry. */
export function WayLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link prefetch={false} href={href} className="inline-block min-h-6 py-1 text-accent underline-offset-2 hover:underline">
      {children}
    </Link>
  );
}
