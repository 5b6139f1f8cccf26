'use client';
import { useTranslations } from 'next-intl';
import { useAttempt } from '../../client/attempt.ts';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { FilePicker } from './file-picker.tsx';
import { ImportList } from './import-list.tsx';
import { useImport } from './import-provider.tsx';
import { fetchSample } from './sample-file.ts';

/** Which file, what is understood, and what was imported before. */
export function ChooseStep() {
  const t = useTranslations('exchange.choose');
  const { runner, isCut, forgetCut } = useImport();
  const sample = useAttempt(async () => void runner.choose([await fetchSample()]));
  return (
    <div className="space-y-8">
      {isCut && (
        <Notice
          kind="warn"
          role="status"
          title={t('cut.title')}
          actions={
            <Button look="secondary" onClick={forgetCut}>
              {t('cut.ok')}
            </Button>
          }
        >
          {t('cut.text')}
        </Notice>
      )}
      <div className="space-y-3">
        <FilePicker onFiles={(files) => void runner.choose(files)} />
        <div className="flex flex-wrap items-center gap-x-2 text-muted">
          <span>{t('noFile')}</span>
          <Button look="quiet" isBusy={sample.isBusy} onClick={() => void sample.run()}>
            {t('sample')}
          </Button>
        </div>
        {sample.problem && <ProblemNotice problem={sample.problem} onRetry={() => void sample.run()} />}
      </div>
      <ImportList />
    </div>
  );
}
