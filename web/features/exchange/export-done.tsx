'use client';
import { useTranslations } from 'next-intl';
import { saveFile } from '../../client/save-file.ts';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { MadeExport } from '../../worker/acts/exchange.ts';
import { useAmounts } from './amounts.ts';

/** The file was made: what is in it, what is not, and how to save it once more. */
export function ExportDone({ made: { file, name, count, refused } }: { readonly made: MadeExport & { readonly name: string } }) {
  const t = useTranslations('exchange.export.done');
  const { bytes } = useAmounts();
  return (
    <Notice
      kind="good"
      role="status"
      title={t('title', { count })}
      actions={
        <Button look="secondary" onClick={() => saveFile(file, name)}>
          {t('again')}
        </Button>
      }
    >
      <p>{t('file', { name, size: bytes(file.size) })}</p>
      {refused > 0 && <p>{t('refused', { count: refused })}</p>}
    </Notice>
  );
}
