'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { done } from '../../client/outcome.ts';
import { useToast } from '../../components/ui/toaster.tsx';

/** Brings a former content back as a new version, and offers to bring back the one that it replaced. */
export function useRestore({ elementId, contentVersion: current }: Pick<OpenedElement, 'elementId' | 'contentVersion'>) {
  const t = useTranslations('element.history');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { mutate, isPending, error } = useAct(async (acts, contentVersion: number) => done(await acts.restore(elementId, contentVersion)), {
    changes: ['elements', 'waiting'],
  });
  const restore = (contentVersion: number) =>
    mutate(contentVersion, {
      onSuccess: ({ isWaiting }) =>
        toast({
          text: isWaiting ? t('restoreWaits') : t('restored'),
          action: { label: common('undo'), run: () => mutate(current, { onSuccess: () => toast({ text: t('restoreUndone') }) }) },
        }),
    });
  return { restore, isPending, error };
}
