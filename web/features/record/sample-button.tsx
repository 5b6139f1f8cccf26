'use client';
import { Sparkles } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAct } from '../../client/act.ts';
import { followed } from '../../client/long-work.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

interface Done {
  readonly done: number;
  readonly total?: number;
}

/** Brings in the record of somebody who does not exist, to look around. */
export function SampleButton() {
  const t = useTranslations('record.sample');
  const [progress, setProgress] = useState<Done>();
  const sample = useAct((acts) => acts.importSample(followed<Done>(setProgress)), { changes: ['elements', 'imports'], isLong: true });
  const run = async () => {
    await sample.mutateAsync().catch(() => undefined);
    setProgress(undefined);
  };
  return (
    <>
      <Button look="quiet" isBusy={sample.isPending} onClick={() => void run()}>
        <Sparkles aria-hidden className="size-4" />
        {t('try')}
      </Button>
      {progress && (
        <div className="w-full max-w-sm text-left">
          <ProgressBar label={t('busy')} done={progress.done} total={progress.total} />
        </div>
      )}
      {sample.error && (
        <div className="w-full text-left">
          <ProblemNotice problem={problemOf(sample.error)} onRetry={() => void run()} />
        </div>
      )}
    </>
  );
}
