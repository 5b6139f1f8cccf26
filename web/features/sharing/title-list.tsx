'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { Button } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';

const PORTION = 50;

/** Titles of the chosen entries. */
export function TitleList({ elementIds }: { readonly elementIds: readonly string[] }) {
  const t = useTranslations('sharing');
  const dates = useDates();
  const [limit, setLimit] = useState(PORTION);
  const shown = elementIds.slice(0, limit);
  const { data } = useAsk(['elements', 'entries', ...shown], (acts) => acts.entries(shown));
  if (!data) return <Spinner />;
  return (
    <>
      <ul className="list-disc space-y-1 pl-5">
        {data.map(({ elementId, title, date }) => (
          <li key={elementId} className="break-words">
            {title} <span className="text-sm text-muted">{dates.fhir(date)}</span>
          </li>
        ))}
      </ul>
      {elementIds.length > limit && (
        <Button look="quiet" onClick={() => setLimit(limit + PORTION)}>
          {t('more', { count: Math.min(PORTION, elementIds.length - limit) })}
        </Button>
      )}
    </>
  );
}
