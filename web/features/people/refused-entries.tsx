'use client';
import { useTranslations } from 'next-intl';
import { Notice } from '../../components/ui/notice.tsx';
import type { AccessResult } from '../../worker/sharing/sharing-types.ts';

/** Entries whose access stayed as it was, with the reason of each. */
export function RefusedEntries({ refused }: Pick<AccessResult, 'refused'>) {
  const t = useTranslations();
  return (
    <Notice kind="warn" role="alert" title={t('sharing.refused.title', { count: refused.length })}>
      <ul className="list-disc space-y-1 pl-5">
        {refused.slice(0, 20).map(({ elementId, title, problem }) => (
          <li key={elementId}>
            <span className="font-medium">{title}</span>: {t(`problems.${problem.code}.title`)}
          </li>
        ))}
      </ul>
      {refused.length > 20 && <p>{t('sharing.refused.more', { count: refused.length - 20 })}</p>}
    </Notice>
  );
}
