'use client';
import type { OpenedElement, Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useAct } from '../../client/act.ts';
import { done } from '../../client/outcome.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

interface RevokeReaderProps {
  readonly element: Pick<OpenedElement, 'elementId' | 'title'>;
  readonly person: Pick<Person, 'accountId' | 'name'>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Takes somebody out of the readers of one element, and says what that cannot do. */
export function RevokeReader({ element: { elementId, title }, person, isOpen, onClose }: RevokeReaderProps) {
  const t = useTranslations('element.revoke');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { mutate, isPending, error, reset } = useAct(async (acts) => done((await acts.revoke([elementId], person.accountId))[0]), {
    changes: ['elements', 'people'],
    onDone: ({ isWaiting }) => {
      toast({ text: t(isWaiting ? 'waits' : 'done', { name: person.name }) });
      onClose();
    },
  });
  const close = () => {
    reset();
    onClose();
  };
  return (
    <Dialog
      title={t('title', { name: person.name })}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button look="secondary" onClick={close}>
            {common('cancel')}
          </Button>
          <Button look="danger" isBusy={isPending} onClick={() => mutate()}>
            {t('act')}
          </Button>
        </>
      }
    >
      <p className="font-medium break-words">{title}</p>
      <p>{t('text')}</p>
      <p>{t('honest')}</p>
      {error && <ProblemNotice problem={problemOf(error)} />}
    </Dialog>
  );
}
