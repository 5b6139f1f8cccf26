'use client';
import type { OpenedElement, Outcome } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useAct } from '../../client/act.ts';
import { done } from '../../client/outcome.ts';
import { usePaths } from '../../client/paths.ts';
import { useSync } from '../../client/sync.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import type { Written } from '../../worker/acts/writing.ts';
import type { Plain } from '../../worker/problem.ts';

/** What a form does with what was written. A refusal leaves the form as it is. */
export interface Saving {
  readonly save: (written: Written) => void;
  readonly isPending: boolean;
  readonly error: Error | null;
}

const CHANGES = ['elements', 'waiting'] as const;

/** Makes a new element, says where it stands and shows it. */
export function useSaveNew(): Saving {
  const t = useTranslations('write.saved');
  const router = useRouter();
  const pathOf = usePaths();
  const toast = useToast();
  const { syncNow } = useSync();
  const { mutate, isPending, error } = useAct(async (acts, written: Written) => done(await acts.write(written)), {
    changes: CHANGES,
    onDone: ({ elementId, isWaiting }) => {
      toast({ text: isWaiting ? t('here') : t('new') });
      if (isWaiting) syncNow();
      router.push(isWaiting ? pathOf('record/waiting') : pathOf('record/element', elementId));
    },
  });
  return { save: mutate, isPending, error };
}

/** Changes an element, says what came of it and offers to take it back. `opened` is what the edit was made from. */
export function useSaveEdit(opened: OpenedElement): Saving {
  const t = useTranslations('write.saved');
  const common = useTranslations('common.actions');
  const router = useRouter();
  const pathOf = usePaths();
  const toast = useToast();
  const { syncNow } = useSync();
  const { elementId, contentVersion } = opened;
  const { mutate: restore } = useAct(async (acts) => done(await acts.restore(elementId, contentVersion)), {
    changes: CHANGES,
    onDone: () => toast({ text: t('undone') }),
  });
  const { mutate, isPending, error } = useAct(async (acts, written: Written) => doneOrUnmerged(await acts.rewrite(opened, written)), {
    changes: CHANGES,
    onDone: (outcome) => {
      // What was typed is kept on this device: the form has done its part, and the choice comes next.
      if (outcome === 'unmerged') {
        router.push(pathOf('record/waiting', elementId));
        return;
      }
      const { isWaiting, isMerged } = outcome;
      // What waits is given up on its own page; there is no former version to bring back yet.
      if (isWaiting) {
        toast({ text: t('editHere') });
        syncNow();
      } else toast({ text: isMerged ? t('merged') : t('edit'), action: { label: common('undo'), run: () => restore() } });
      router.push(pathOf('record/element', elementId));
    },
  });
  return { save: mutate, isPending, error };
}

/** The good outcome of an edit, or that it is kept beside a change of the same part. Throws as `done`. */
function doneOrUnmerged(outcome: Plain<Outcome>): ReturnType<typeof done> | 'unmerged' {
  const isUnmerged = !outcome.ok && outcome.isKept === true && outcome.error.code === 'E_UNMERGED';
  return isUnmerged ? 'unmerged' : done(outcome);
}
