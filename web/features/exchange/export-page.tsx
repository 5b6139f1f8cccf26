'use client';
import type { Progress } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useAct } from '../../client/act.ts';
import { useFormats } from '../../client/formats.ts';
import { followed } from '../../client/long-work.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { saveFile } from '../../client/save-file.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Checkbox, Radio } from '../../components/ui/controls.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { useSelection } from '../record/selection.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ExportDone } from './export-done.tsx';
import { exportName } from './export-name.ts';

/** Makes a file of the record, or of what was chosen in it, for other programs. All of it happens on this device. */
export function ExportPage() {
  const t = useTranslations('exchange.export');
  const common = useTranslations('common');
  const format = useFormats();
  const paths = usePaths();
  const { acts } = useSession();
  const selection = useSelection();
  const [scope, setScope] = useState<'all' | 'chosen'>(selection.size > 0 ? 'chosen' : 'all');
  const [provenance, setProvenance] = useState(true);
  const [progress, setProgress] = useState<Progress>();
  const make = useAct(
    async (worker) => {
      const elementIds = scope === 'chosen' && selection.size > 0 ? [...selection] : undefined;
      const made = await worker.makeExport({ provenance, ...(elementIds && { elementIds }) }, followed<Progress>(setProgress));
      const name = exportName(new Date());
      saveFile(made.file, name);
      return { ...made, name };
    },
    { isLong: true },
  );
  // Whoever goes away wants no file any more.
  useEffect(() => () => void acts.endExport(), [acts]);
  const run = () => {
    setProgress(undefined);
    make.mutate();
  };
  const problem = make.error && problemOf(make.error);
  return (
    <div className="max-w-2xl">
      <PageHeader title={t('title')} intro={t('intro')} back={paths('record')} />
      <div className="space-y-6">
        {selection.size > 0 && (
          <fieldset className="space-y-1" disabled={make.isPending}>
            <legend className="mb-1 font-medium">{t('scope.legend')}</legend>
            <Radio name="scope" label={t('scope.all')} checked={scope === 'all'} onChange={() => setScope('all')} />
            <Radio
              name="scope"
              label={t('scope.chosen', { count: selection.size })}
              checked={scope === 'chosen'}
              onChange={() => setScope('chosen')}
            />
          </fieldset>
        )}
        <div>
          <Checkbox
            label={t('provenance.label')}
            checked={provenance}
            disabled={make.isPending}
            onChange={({ target }) => setProvenance(target.checked)}
          />
          <p className="pl-8 text-sm text-muted">{t('provenance.hint')}</p>
        </div>
        <Notice kind="warn" title={t('readable.title')}>
          <p>{t('readable.text')}</p>
        </Notice>
        {make.isPending && (
          <div className="space-y-1.5">
            <ProgressBar
              label={t('busy')}
              done={progress?.done ?? 0}
              total={progress?.total}
              detail={
                progress?.total !== undefined &&
                common('progress.amount', { done: format.number(progress.done), total: format.number(progress.total) })
              }
            />
            <p className="text-sm text-muted">{common('progress.unlocked')}</p>
          </div>
        )}
        <div className="flex flex-wrap gap-3">
          <Button isBusy={make.isPending} onClick={run}>
            {t('make')}
          </Button>
          {make.isPending && (
            <Button look="secondary" onClick={() => void acts.endExport()}>
              {common('actions.cancel')}
            </Button>
          )}
        </div>
        {problem &&
          (problem.code === 'E_CANCELLED' ? <p role="status">{t('cancelled')}</p> : <ProblemNotice problem={problem} onRetry={run} />)}
        {make.data && <ExportDone made={make.data} />}
        <p className="text-sm text-muted">{t('more')}</p>
      </div>
    </div>
  );
}
