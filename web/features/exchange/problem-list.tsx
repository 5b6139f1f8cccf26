'use client';
import type { ImportReport } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../client/formats.ts';
import { Details } from '../../components/ui/details.tsx';
import { entryReason } from './reasons.ts';
import { ShortList } from './short-list.tsx';

/** What is not understood and why, entry by entry. */
export function ProblemList({ problems, problemCount }: Pick<ImportReport, 'problems' | 'problemCount'>) {
  const t = useTranslations('exchange.problems');
  const problem = useTranslations('problems');
  const format = useFormats();
  if (problemCount === 0) return undefined;
  return (
    <Details summary={t('title', { count: problemCount })}>
      <ShortList items={problems} total={problemCount}>
        {({ code, rule, index, resourceType, path, message }) => {
          const reason = entryReason({ code, ...(rule && { rule }) });
          return (
            <>
              <span className="font-medium">
                {index === undefined ? t('frame') : t('entry', { number: format.number(index + 1) })}
                {resourceType !== undefined && ` (${resourceType})`}:
              </span>{' '}
              {reason === 'refused' ? problem(`${code}.title`) : t(`reasons.${reason}`)}
              {path !== '' && (
                <span className="block text-muted">
                  {t('place', { path })} <span lang="en">{message}</span>
                </span>
              )}
            </>
          );
        }}
      </ShortList>
    </Details>
  );
}
