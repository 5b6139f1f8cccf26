'use client';
import { FileText } from 'lucide-react';
import { useAmounts } from './amounts.ts';

/** The file in front. */
export function FileLine({ file }: { readonly file: File }) {
  const { bytes } = useAmounts();
  return (
    <p className="flex items-center gap-3">
      <FileText aria-hidden className="size-5 shrink-0 text-accent" />
      <span className="min-w-0">
        <span className="font-medium break-words">{file.name}</span>{' '}
        <span className="whitespace-nowrap text-muted">{bytes(file.size)}</span>
      </span>
    </p>
  );
}
