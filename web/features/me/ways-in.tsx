'use client';
import type { WayIn } from '@sealchart/sdk';
import { Check, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button } from '../../components/ui/button.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

/** Everything that opens the account. What was added elsewhere is to be confirmed by the person who added it. */
export function WaysIn({ ways }: { readonly ways: readonly WayIn[] }) {
  const t = useTranslations('me.ways');
  const { mutate, error, isPending, variables } = useAct((acts, slotId: string) => acts.confirmWaysIn([slotId]), { changes: ['account'] });
  return (
    <section aria-labelledby="ways-in" className="space-y-4">
      <h2 id="ways-in" className="text-lg font-semibold">
        {t('title')}
      </h2>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {ways.map(({ slotId, kind, isConfirmed }) => (
          <li key={slotId} className="flex flex-wrap items-center gap-3 px-4 py-3">
            <span className="min-w-0 flex-1 basis-48 font-medium break-words">{t(`kinds.${kind}`)}</span>
            {isConfirmed ? (
              <Badge kind="good" icon={Check}>
                {t('confirmed')}
              </Badge>
            ) : (
              <>
                <Badge kind="warn" icon={TriangleAlert}>
                  {t('unconfirmed')}
                </Badge>
                <Button look="secondary" isBusy={isPending && variables === slotId} onClick={() => mutate(slotId)}>
                  {t('confirm')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {ways.some(({ isConfirmed }) => !isConfirmed) && <p className="max-w-prose text-muted">{t('unconfirmedText')}</p>}
      {error && <ProblemNotice problem={problemOf(error)} />}
    </section>
  );
}
