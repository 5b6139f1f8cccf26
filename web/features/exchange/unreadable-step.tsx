'use client';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { Problem } from '../../worker/problem.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { FileLine } from './file-line.tsx';
import { useImport } from './import-provider.tsx';
import { fileReason } from './reasons.ts';

/** Why a file cannot be read, and what can be done. */
export function UnreadableStep({ file, problem }: { readonly file: File; readonly problem: Problem }) {
  const t = useTranslations('exchange.unreadable');
  const { runner } = useImport();
  const reason = fileReason(problem);
  return (
    <div className="space-y-5">
      <FileLine file={file} />
      {reason === undefined ? (
        <ProblemNotice problem={problem} onRetry={() => void runner.choose([file, ...runner.waiting])} />
      ) : (
        <Notice kind="bad" role="alert" title={t(`${reason}.title`)}>
          <p>{t(`${reason}.todo`)}</p>
          {problem.detail !== undefined && (
            <Details summary={t('detail')}>
              <p className="text-sm">{problem.detail}</p>
            </Details>
          )}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        {runner.waiting.length > 0 && <Button onClick={() => void runner.next()}>{t('next')}</Button>}
        <Button look={runner.waiting.length > 0 ? 'secondary' : 'primary'} onClick={() => void runner.forget()}>
          {t('back')}
        </Button>
      </div>
    </div>
  );
}
