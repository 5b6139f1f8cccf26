'use client';
import { Pause, Play, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { CourseBar } from './course-bar.tsx';
import { FileLine } from './file-line.tsx';
import { useImport } from './import-provider.tsx';
import type { ImportState } from './import-state.ts';

/** Entries come in: it can be paused, ended, and left alone. */
export function RunStep({ state: { file, course, motion, problem } }: { readonly state: Extract<ImportState, { step: 'import' }> }) {
  const t = useTranslations('exchange.run');
  const { runner } = useImport();
  return (
    <div className="space-y-5">
      <FileLine file={file} />
      <CourseBar file={file} course={course} motion={motion} />
      {motion === 'waiting' && (
        <Notice
          kind="warn"
          title={t('waiting.title')}
          actions={
            <Button look="secondary" onClick={() => void runner.goOn()}>
              {t('waiting.now')}
            </Button>
          }
        >
          <p>{t('waiting.text')}</p>
        </Notice>
      )}
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
      {motion === 'running' && <p className="text-muted">{t('meanwhile')}</p>}
      {motion === 'paused' && <p className="text-muted">{t('pausedText')}</p>}
      <div className="flex flex-wrap gap-3">
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
