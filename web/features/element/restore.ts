'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { done } from '../../client/outcome.ts';
import { useToast } from '../../components/ui/toaster.tsx';

interface Restoring {
  readonly contentVersion: number;
  /** What stood there when the person asked for it: by the end of the act something newer may. None where it is an undo itself. */
  readonly replaced?: number;
}

/** Brings a former content back as a new version, and offers to bring back the one that it replaced. */
export function useRestore({ elementId, contentVersion: current }: Pick<OpenedElement, 'elementId' | 'contentVersion'>) {
  const t = useTranslations('element.history');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { mutate, isPending, error } = useAct(
    async (acts, { contentVersion }: Restoring) => done(await acts.restore(elementId, contentVersion)),
    {
      changes: ['elements', 'waiting'],
      onDone: ({ isWaiting }, { replaced }) => {
        if (replaced === undefined) toast({ text: t('restoreUndone') });
        else if (isWaiting) toast({ text: t('restoreWaits') });
        else {
          const undo = () => mutate({ contentVersion: replaced });
          toast({ text: t('restored'), action: { label: common('undo'), run: undo } });
        }
      },
    },
  );
  return { restore: (contentVersion: number) => mutate({ contentVersion, replaced: current }), isPending, error };
}
