'use client';
import { CloudUpload, GitCompareArrows, RefreshCw, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSync } from '../../client/sync.tsx';
import { Badge } from '../../components/ui/badge.tsx';

/** Where a change stands that the server has not confirmed: on this device, on its way, refused, or against another one. */
export function EditState({ elementId, edit }: { readonly elementId: string; readonly edit: 'waiting' | 'conflict' | undefined }) {
  const t = useTranslations('common.edit');
  const { state, notSent } = useSync();
  if (edit === undefined) return null;
  if (edit === 'conflict') {
    return (
      <Badge kind="bad" icon={GitCompareArrows}>
        {t('conflict')}
      </Badge>
    );
  }
  if (notSent.has(elementId)) {
    return (
      <Badge kind="bad" icon={TriangleAlert}>
        {t('failed')}
      </Badge>
    );
  }
  return state === 'syncing' ? (
    <Badge kind="info" icon={RefreshCw}>
      {t('syncing')}
    </Badge>
  ) : (
    <Badge kind="warn" icon={CloudUpload}>
      {t('waiting')}
    </Badge>
  );
}
