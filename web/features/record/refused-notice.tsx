'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { Details } from '../../components/ui/details.tsx';
import { Notice } from '../../components/ui/notice.tsx';

/** Entries of the list; the rest is a number. */
const LISTED = 50;

/** What sync refused because its proofs failed, in the own record and in what others share, wherever either is looked at: it stays in sight until it is mended, and nothing is hidden silently. */
export function RefusedNotice() {
  const t = useTranslations('record.refused');
  const problems = useTranslations('problems');
  const common = useTranslations('common.problem');
  const dates = useDates();
  const { data } = useAsk(['elements', 'refused'], async (acts) => {
    const [refused, count] = await Promise.all([acts.refused(), acts.refusedCount()]);
    return { refused: refused.slice(0, LISTED), count };
  });
  if (!data || data.count === 0) return null;
  const rest = data.count - data.refused.length;
  return (
    <Notice kind="bad" role="alert" title={t('title', { count: data.count })}>
      <p>{t('text')}</p>
      <p>{t('todo')}</p>
      <Details summary={t('list')}>
        <ul className="space-y-2">
          {data.refused.map(({ elementId, code, detail, since }) => (
            <li key={elementId} className="break-words">
              <span className="font-medium">{problems(`${code}.title`)}</span>
              <span className="block text-sm">{problems(`${code}.todo`)}</span>
              <span className="block text-sm text-muted">
                {t('item', { id: elementId })} · {t('since', { date: dates.instant(since) })} ·{' '}
                {common('code', { code: detail === undefined ? code : `${code} (${detail})` })}
              </span>
            </li>
          ))}
        </ul>
        {rest > 0 && <p className="pt-2">{t('more', { count: rest })}</p>}
      </Details>
    </Notice>
  );
}
