'use client';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { useAct, useAsk } from '../../client/act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EntryLine } from '../record/entry-line.tsx';

/** Entries that are named; the list below has them all. */
const SHOWN = 5;

/** What came or changed since this person saw it last; nothing where there is nothing. */
export function NewEntries({ accountId }: { readonly accountId: string }) {
  const t = useTranslations('sharing.received');
  const id = useId();
  const { data } = useAsk(['elements', 'unseen', accountId], (acts) => acts.unseen(accountId, SHOWN));
  const seen = useAct((acts) => acts.markAllSeen(accountId), { changes: ['elements'] });
  if (!data || data.total === 0) return null;
  return (
    <Card aria-labelledby={id}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} className="text-lg font-semibold">
          {t('unseen', { count: data.total })}
        </h2>
        <Button look="secondary" isBusy={seen.isPending} onClick={() => seen.mutate()}>
          {t('markSeen')}
        </Button>
      </div>
      <ul className="divide-y divide-line">
        {data.rows.map((entry) => (
          <li key={entry.elementId}>
            <EntryLine entry={entry} />
          </li>
        ))}
      </ul>
      {data.total > SHOWN && <p className="text-sm text-muted">{t('moreUnseen', { count: data.total - SHOWN })}</p>}
    </Card>
  );
}
