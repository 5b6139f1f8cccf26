'use client';
import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { TextInput } from '../../components/ui/controls.tsx';
import { IconButton } from '../../components/ui/icon-button.tsx';
import { setRecordFilter, useRecordFilter } from './record-filter.ts';

/** A person who types does not want an answer to every letter. */
const PAUSE_MS = 120;

/** The search box; what is typed stays while pages change. */
export function RecordSearch() {
  const t = useTranslations('record.search');
  const { text = '' } = useRecordFilter();
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRecordFilter({ text: typed }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const [last, setLast] = useState(text);
  if (last !== text) {
    setLast(text);
    // Cleared from elsewhere.
    if (text === '') setTyped('');
  }
  return (
    <div role="search" className="relative min-w-0 flex-1 basis-64">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-muted" />
      <TextInput
        ref={input}
        type="search"
        aria-label={t('label')}
        placeholder={t('placeholder')}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        className="pr-11 pl-10 [&::-webkit-search-cancel-button]:hidden"
      />
      {typed !== '' && (
        <IconButton
          icon={X}
          label={t('clear')}
          className="absolute top-0 right-0"
          onClick={() => {
            setTyped('');
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}
