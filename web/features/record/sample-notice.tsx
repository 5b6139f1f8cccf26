'use client';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useSampleImport } from './sample.ts';

/** While the sample is in the record: that it is one, and the way to take it out again. */
export function SampleNotice() {
  const t = useTranslations('record.sample.notice');
  const toast = useToast();
  const importId = useSampleImport();
  const remove = useAct((acts, id: string) => acts.undoImport(id), { changes: ['elements', 'imports'] });
  if (importId === undefined) return null;
  const run = async () => {
    const report = await remove.mutateAsync(importId).catch(() => undefined);
    if (!report) return;
    toast({ text: t('removed', { kept: report.kept.length }) });
  };
  return (
    <Notice
      role="status"
      title={t('title')}
      actions={
        <Button look="secondary" isBusy={remove.isPending} onClick={() => void run()}>
          {remove.isPending ? t('removing') : t('remove')}
        </Button>
      }
    >
      <p>{t('text')}</p>
      {remove.error && <ProblemNotice problem={problemOf(remove.error)} />}
    </Notice>
  );
}
