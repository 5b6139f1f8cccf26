'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { Problem } from '../../worker/problem.ts';

interface ProblemNoticeProps {
  readonly problem: Problem;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
}

/** A refusal for people: what happened, what is safe, what to do next; the code and the details for who helps them. */
export function ProblemNotice({ problem: { code, detail }, onRetry, actions }: ProblemNoticeProps) {
  const t = useTranslations();
  // A page as old as the server is what a reload gives.
  const retry = code === 'E_PROTOCOL' ? () => location.reload() : onRetry;
  return (
    <Notice
      kind="bad"
      role="alert"
      title={t(`problems.${code}.title`)}
      actions={
        (retry || actions) && (
          <>
            {retry && (
              <Button look="secondary" onClick={retry}>
                {t('common.problem.retry')}
              </Button>
            )}
            {actions}
          </>
        )
      }
    >
      <p>{t(`problems.${code}.todo`)}</p>
      <Details summary={t('common.problem.detail')}>
        <p className="text-sm">{t('common.problem.code', { code })}</p>
        {detail !== undefined && <p className="text-sm break-words">{detail}</p>}
      </Details>
    </Notice>
  );
}
