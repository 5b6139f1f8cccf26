'use client';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { useGoIn } from './after-entry.ts';

/** How a recovery ended, and what is worth knowing now. */
export function Recovered() {
  const t = useTranslations('entry.recovered');
  const goIn = useGoIn();
  useEffect(() => {
    document.querySelector<HTMLElement>('#main')?.focus();
  }, []);
  return (
    <>
      <PageHeader title={t('title')} />
      <div className="space-y-6">
        <Notice kind="good" role="status">
          <p>{t('whole')}</p>
          <p>{t('sessions')}</p>
          <p>{t('kit')}</p>
        </Notice>
        <Button onClick={goIn} className="w-full">
          {t('go')}
        </Button>
      </div>
    </>
  );
}
