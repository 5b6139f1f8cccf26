'use client';

/** The six words of a key, in order, for reading aloud. */
export function FingerprintWords({ words, label }: { readonly words: readonly string[]; readonly label: string }) {
  return (
    <ol translate="no" lang="en" aria-label={label} className="grid grid-cols-2 gap-2 sm:grid-cols-3">
      {words.map((word, index) => (
        <li key={index} className="flex min-w-0 items-baseline gap-2 rounded-lg bg-sunken px-3 py-2">
          <span aria-hidden className="text-sm text-muted tabular-nums">
            {index + 1}
          </span>
          <span className="min-w-0 font-mono break-words">{word}</span>
        </li>
      ))}
    </ol>
  );
}
