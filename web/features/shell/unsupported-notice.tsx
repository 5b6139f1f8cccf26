'use client';
import { useTranslations } from 'next-intl';
import type { Lack } from '../../client/unsupported.ts';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';

/** This browser cannot open an account: what it lacks, and what helps. */
export function UnsupportedNotice({ lack }: { readonly lack: Lack }) {
  const t = useTranslations('common.unsupported');
  return (
    <>
      <PageHeader title={t('title')} />
      <Notice
        kind="warn"
        role="alert"
        title={t(`${lack}.what`)}
        actions={
          <Button look="secondary" onClick={() => location.reload()}>
            {t('reload')}
          </Button>
        }
      >
        <p>{t(`${lack}.todo`)}</p>
        <p>{t('safe')}</p>
      </Notice>
    </>
  );
}
