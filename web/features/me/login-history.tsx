'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Check, CircleSlash, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDates } from '../../client/dates.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { Badge } from '../../components/ui/badge.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

const RESULTS = {
  in: { kind: 'good', icon: Check },
  refused: { kind: 'plain', icon: CircleSlash },
  throttled: { kind: 'plain', icon: CircleSlash },
} as const;

/** Attempts to get in, newest first, as the server tells them. */
export function LoginHistory() {
  const t = useTranslations('me.logins');
  const dates = useDates();
  const { acts } = useSession();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['sessions', 'logins'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => acts.logins(pageParam),
    getNextPageParam: ({ before }) => before,
  });
  const logins = data?.pages.flatMap((page) => page.logins) ?? [];
  return (
    <section aria-labelledby="logins" className="space-y-4">
      <div className="space-y-1">
        <h2 id="logins" className="text-lg font-semibold">
          {t('title')}
        </h2>
        <p className="max-w-prose text-muted">{t('intro')}</p>
      </div>
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {isPending && <Spinner />}
      {data && logins.length === 0 && <p className="text-muted">{t('none')}</p>}
      {logins.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {logins.map(({ at, way, result, address, device, isKnownDevice, isUnusual, count }, index) => (
            <li key={`${at}-${index}`} className="space-y-1 px-4 py-3 sm:px-5">
              <p className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{dates.instant(at)}</span>
                <Badge {...RESULTS[result]}>{t(`results.${result}`, { count })}</Badge>
                {isUnusual && (
                  <Badge kind="warn" icon={TriangleAlert}>
                    {t('unusual')}
                  </Badge>
                )}
              </p>
              <p className="text-sm break-words text-muted">
                {t('detail', { way: t(`ways.${way}`), device, address, known: isKnownDevice ? t('known') : t('unknown') })}
              </p>
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button look="secondary" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </section>
  );
}
