'use client';
import { FileUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';

const KINDS = '.json,.ndjson,.fhir,application/json,application/fhir+json,application/x-ndjson,application/ndjson';

/** Files by the browser's own dialogue, or dropped. What was dropped is taken as it is: the reader says what it is not. */
export function FilePicker({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('exchange.choose');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
      className={`flex flex-col items-center gap-3 rounded-2xl border border-dashed px-6 py-10 text-center ${isOver ? 'border-accent bg-accent-soft' : 'border-edge bg-surface'}`}
    >
      <FileUp aria-hidden className="size-10 text-accent" />
      <p className="max-sm:hidden">{t('drop')}</p>
      <Button onClick={() => input.current?.click()}>{t('button')}</Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={KINDS}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file can be chosen once more.
          target.value = '';
        }}
      />
      <p className="max-w-prose text-sm text-muted">{t('understood')}</p>
    </div>
  );
}
