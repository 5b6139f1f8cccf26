'use client';
import type { ErasedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useDates } from '../../client/dates.ts';
import { Card } from '../../components/ui/card.tsx';
import { Details } from '../../components/ui/details.tsx';

/** What the operator says was destroyed. A word and no proof, and it says so. */
export function Receipt({ erased: { elementId, erasedAt, receipt } }: { readonly erased: ErasedElement }) {
  const t = useTranslations('element.erased');
  const dates = useDates();
  return (
    <Card className="space-y-3" aria-label={t('receiptOf', { at: dates.instant(erasedAt) })}>
      <p className="font-semibold">{t('at', { at: dates.instant(erasedAt) })}</p>
      {receipt ? (
        <>
          <p>{t('destroyed', receipt.destroyed)}</p>
          <p>{receipt.backupDays === 0 ? t('noBackups') : t('backups', { days: receipt.backupDays })}</p>
          <p className="text-sm text-muted">{t('word')}</p>
        </>
      ) : (
        <p>{t('noReceipt')}</p>
      )}
      <Details summary={t('details')}>
        <dl className="space-y-1 text-sm break-all">
          <dt className="text-muted">{t('id')}</dt>
          <dd>{elementId}</dd>
          {receipt && (
            <>
              <dt className="text-muted">{t('server')}</dt>
              <dd>{receipt.instance}</dd>
              <dt className="text-muted">{t('hash')}</dt>
              <dd>{receipt.eraseHash}</dd>
            </>
          )}
        </dl>
      </Details>
    </Card>
  );
}
