'use client';
import type { UseMutationResult } from '@tanstack/react-query';
import type { Remote } from 'comlink';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useToast } from '../../components/ui/toaster.tsx';
import type { Acts } from '../../worker/acts/acts.ts';
import type { AccessResult, AccessUndo } from '../../worker/sharing/sharing-types.ts';

/** Changes who reads what. What was changed is told with a way to take it back, also when the page has changed meanwhile. */
export function useAccessChange<Input>(
  act: (acts: Remote<Acts>, input: Input) => Promise<AccessResult>,
  textOf: (result: AccessResult) => string,
): UseMutationResult<AccessResult, Error, Input> {
  const t = useTranslations('sharing.undo');
  const common = useTranslations('common.actions');
  const problems = useTranslations('problems');
  const toast = useToast();
  const undo = useAct((acts, before: AccessUndo) => acts.undoAccess(before), { changes: ['elements', 'people'], isLong: true });
  const takeBack = async (before: AccessUndo): Promise<void> => {
    try {
      const refused = await undo.mutateAsync(before);
      toast({ text: refused === 0 ? t('done') : t('partly', { count: refused }) });
    } catch (error) {
      toast({ text: `${t('failed')} ${problems(`${problemOf(error).code}.title`)}` });
    }
  };
  return useAct(
    async (acts, input: Input) => {
      const result = await act(acts, input);
      if (result.changed > 0) {
        toast({ text: textOf(result), action: { label: common('undo'), run: () => void takeBack(result.undo) } });
      }
      return result;
    },
    { changes: ['elements', 'people'], isLong: true },
  );
}
