'use client';
import { Plus, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { FirstSync } from './first-sync.tsx';
import type { Kind } from './kinds.ts';
import { RecordBrowser } from './record-browser.tsx';
import { RefusedNotice } from './refused-notice.tsx';
import { SampleNotice } from './sample-notice.tsx';

/** The own record with all that can be done from here. */
export function RecordHome({ kind }: { readonly kind: Kind | undefined }) {
  const t = useTranslations('record');
  const paths = usePaths();
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <ButtonLink look="secondary" href={paths('record/import')}>
              <Upload aria-hidden className="size-4" />
              {t('import')}
            </ButtonLink>
            <ButtonLink href={paths('record/add')} className="max-md:hidden">
              <Plus aria-hidden className="size-4" />
              {t('add')}
            </ButtonLink>
          </>
        }
      />
      <div className="space-y-4">
        <RefusedNotice />
        {!kind && <SampleNotice />}
        <FirstSync />
        <RecordBrowser kind={kind} />
      </div>
    </>
  );
}
