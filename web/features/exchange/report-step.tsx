'use client';
import type { ImportReport } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { usePaths } from '../../client/paths.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { useImport } from './import-provider.tsx';
import { KindCounts } from './kind-counts.tsx';
import { ProblemList } from './problem-list.tsx';
import { UndoDialog } from './undo-dialog.tsx';

/** What came in, what was left out, and the way back. */
export function ReportStep({ file, report }: { readonly file: File; readonly report: ImportReport }) {
  const t = useTranslations('exchange.report');
  const paths = usePaths();
  const { runner } = useImport();
  const [isUndoing, setUndoing] = useState(false);
  const { imported, updated, identical, changed, provenance, cancelled } = report;
  const skipped = changed.filter(({ done }) => done === 'nothing').length;
  const [next] = runner.waiting;
  return (
    <div className="space-y-5">
      <Notice kind={cancelled ? 'info' : 'good'} title={t('imported', { count: imported })}>
        <p>{file.name}</p>
        {cancelled && <p>{t('cancelled')}</p>}
      </Notice>
      {imported > 0 && (
        <Card>
          <KindCounts caption={t('caption')} columns={[{ key: 'imported', label: t('column'), byType: report.byType }]} />
        </Card>
      )}
      <ul className="space-y-1 empty:hidden">
        {updated > 0 && <li>{t('updated', { count: updated })}</li>}
        {identical > 0 && <li>{t('identical', { count: identical })}</li>}
        {skipped > 0 && <li>{t('skipped', { count: skipped })}</li>}
        {provenance > 0 && <li>{t('provenance', { count: provenance })}</li>}
      </ul>
      <ProblemList problems={report.problems} problemCount={report.problemCount} />
      <div className="flex flex-wrap gap-3 pt-2">
        {cancelled && <Button onClick={() => void runner.choose([file, ...runner.waiting])}>{t('goOn')}</Button>}
        {next && (
          <Button look={cancelled ? 'secondary' : 'primary'} onClick={() => void runner.next()}>
            {t('next', { name: next.name })}
          </Button>
        )}
        <ButtonLink look={cancelled || next ? 'secondary' : 'primary'} href={paths('record')}>
          {t('record')}
        </ButtonLink>
        {!next && (
          <Button look="secondary" onClick={() => void runner.forget()}>
            {t('another')}
          </Button>
        )}
        {imported > 0 && (
          <Button look="quiet" onClick={() => setUndoing(true)}>
            {t('undo')}
          </Button>
        )}
      </div>
      <UndoDialog
        importId={isUndoing ? report.importId : undefined}
        count={imported}
        onClose={(undone) => {
          setUndoing(false);
          if (undone) void runner.next();
        }}
      />
    </div>
  );
}
