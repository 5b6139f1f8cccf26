'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { ImportPolicy, ImportPreview } from '../../worker/acts/exchange.ts';
import { FileLine } from './file-line.tsx';
import { useImport } from './import-provider.tsx';
import { KindCounts, countTypes, totalOf } from './kind-counts.tsx';
import { PolicyChoice } from './policy-choice.tsx';
import { ProblemList } from './problem-list.tsx';
import { SubjectNotice } from './subject-notice.tsx';

/** What is in the file, before anything comes in. */
export function PreviewStep({ file, preview }: { readonly file: File; readonly preview: ImportPreview }) {
  const t = useTranslations('exchange.preview');
  const { runner } = useImport();
  const [policy, setPolicy] = useState<ImportPolicy>({ identical: 'skip', changed: 'skip' });
  const { report } = preview;
  const count = incoming(preview, policy);
  const hasAny = totalOf(report.byType) + report.identical + report.changed.length > 0;
  const isAllThere = totalOf(report.byType) + report.changed.length === 0 && policy.identical === 'skip';
  return (
    <div className="space-y-5">
      <FileLine file={file} />
      {report.resumed && (
        <Notice kind="info" title={t('resumed.title')}>
          <p>{t('resumed.text')}</p>
        </Notice>
      )}
      {!hasAny && (
        <Notice kind="warn" title={report.total === 0 ? t('empty') : t('nothing')}>
          {report.total > 0 && <p>{t('otherVersion')}</p>}
        </Notice>
      )}
      {hasAny && <SubjectNotice preview={preview} />}
      {hasAny && isAllThere && !report.resumed && (
        <Notice kind="good" title={t('allThere.title')}>
          <p>{t('allThere.text')}</p>
        </Notice>
      )}
      {hasAny && (
        <Card>
          <KindCounts
            caption={t('caption')}
            columns={[
              { key: 'new', label: t('new'), byType: report.byType },
              { key: 'identical', label: t('identical'), byType: report.identicalByType },
              { key: 'changed', label: t('changed'), byType: countTypes(report.changed) },
            ]}
          />
        </Card>
      )}
      <PolicyChoice report={report} policy={policy} onChange={setPolicy} />
      {report.provenance > 0 && <p className="text-muted">{t('provenance', { count: report.provenance })}</p>}
      <ProblemList problems={report.problems} problemCount={report.problemCount} />
      <div className="flex flex-wrap gap-3 pt-2">
        {(count > 0 || report.resumed) && (
          <Button onClick={() => void runner.start(policy)}>{report.resumed ? t('goOn') : t('start', { count })}</Button>
        )}
        {runner.waiting.length > 0 && (
          <Button look="secondary" onClick={() => void runner.next()}>
            {t('skipFile', { count: runner.waiting.length })}
          </Button>
        )}
        <Button look="secondary" onClick={() => void runner.forget()}>
          {t('back')}
        </Button>
      </div>
    </div>
  );
}

/** Entries that come in or become new versions. */
function incoming({ report }: ImportPreview, policy: ImportPolicy): number {
  const again = policy.identical === 'add' ? report.identical : 0;
  const changed = policy.changed === 'skip' ? 0 : report.changed.length;
  return totalOf(report.byType) + again + changed;
}
