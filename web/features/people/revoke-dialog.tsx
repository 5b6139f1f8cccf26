'use client';
import type { Progress } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { followed } from '../../client/long-work.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useAccessChange } from './access-change.ts';
import { useKeptFocus } from './kept-focus.ts';
import { PersonAddress } from './person-address.tsx';
import { RefusedEntries } from './refused-entries.tsx';

interface RevokeDialogProps {
  readonly person: { readonly accountId: string; readonly name: string };
  readonly elementIds: readonly string[];
  /** Title of the entry where it is one. */
  readonly title?: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Takes somebody out of the readers of entries, and says what that cannot do. */
export function RevokeDialog({ person: { accountId, name }, elementIds, title, isOpen, onClose }: RevokeDialogProps) {
  const t = useTranslations('sharing.revoke');
  const common = useTranslations('common.actions');
  const [progress, setProgress] = useState<Progress>();
  useKeptFocus(isOpen);
  const { mutate, data, isPending, error, reset } = useAccessChange(
    (acts) => acts.revokeFrom(elementIds, accountId, followed(setProgress)),
    ({ changed }) => t('done', { name, count: changed }),
  );
  const close = () => {
    reset();
    setProgress(undefined);
    onClose();
  };
  const revoke = () =>
    mutate(undefined, {
      onSuccess: ({ refused }) => {
        if (refused.length === 0) close();
      },
    });
  return (
    <Dialog
      title={t('title', { name })}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button look="secondary" onClick={close}>
            {data ? common('close') : common('cancel')}
          </Button>
          {!data && (
            <Button look="danger" isBusy={isPending} onClick={revoke}>
              {t('act')}
            </Button>
          )}
        </>
      }
    >
      <PersonAddress accountId={accountId} />
      {title === undefined ? <p>{t('what', { name, count: elementIds.length })}</p> : <p className="font-medium break-words">{title}</p>}
      <p>{t('honest', { name })}</p>
      {isPending && elementIds.length > 1 && <ProgressBar label={t('progress')} done={progress?.done ?? 0} total={elementIds.length} />}
      {error && <ProblemNotice problem={problemOf(error)} onRetry={revoke} />}
      {data && data.refused.length > 0 && <RefusedEntries refused={data.refused} />}
    </Dialog>
  );
}
