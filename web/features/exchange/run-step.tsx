'use client';
import { Pause, Play, RefreshCw, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { CourseBar } from './course-bar.tsx';
import { FileLine } from './file-line.tsx';
import { useImport } from './import-provider.tsx';
import type { ImportState } from './import-state.ts';

/** Entries come in: it can be paused, ended, and left alone. */
export function RunStep({ state: { file, course, motion, problem } }: { readonly state: Extract<ImportState, { step: 'import' }> }) {
  const t = useTranslations('exchange.run');
  const { runner } = useImport();
  const sync = useSync();
  // The SDK tries for a while before it gives up: nobody looks at a bar that stands still meanwhile.
  const isWaiting = motion === 'waiting' || (motion === 'running' && sync.state === 'offline');
  return (
    <div className="space-y-5">
      <FileLine file={file} />
      <CourseBar file={file} course={course} motion={isWaiting ? 'waiting' : motion} />
      {motion === 'stopped' && problem && (
        <ProblemNotice
          problem={problem}
          actions={
            <Button look="secondary" onClick={() => void runner.goOn()}>
              {t('goOn')}
            </Button>
          }
        />
      )}
      {isWaiting && <p>{t('waiting')}</p>}
      {motion === 'running' && !isWaiting && <p className="text-muted">{t('meanwhile')}</p>}
      {motion === 'paused' && <p className="text-muted">{t('pausedText')}</p>}
      <div className="flex flex-wrap gap-3">
        {motion === 'waiting' && (
          <Button look="secondary" onClick={() => void runner.goOn()}>
            <RefreshCw aria-hidden className="size-4" />
            {t('now')}
          </Button>
        )}
        {motion === 'running' && (
          <Button look="secondary" onClick={() => void runner.pause()}>
            <Pause aria-hidden className="size-4" />
            {t('pause')}
          </Button>
        )}
        {motion === 'paused' && (
          <Button onClick={() => void runner.goOn()}>
            <Play aria-hidden className="size-4" />
            {t('goOn')}
          </Button>
        )}
        <Button look="secondary" isBusy={motion === 'ending'} onClick={() => void runner.end()}>
          {motion !== 'ending' && <Square aria-hidden className="size-4" />}
          {t('end')}
        </Button>
      </div>
    </div>
  );
}
