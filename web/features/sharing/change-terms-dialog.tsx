'use client';
import type { Progress } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { followed } from '../../client/long-work.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import type { Access } from '../../worker/sharing/sharing-types.ts';
import { useAccessChange } from '../people/access-change.ts';
import { PersonAddress } from '../people/person-address.tsx';
import { RefusedEntries } from '../people/refused-entries.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import type { Terms } from './terms.ts';
import { USUAL_TERMS, dayOf, grantOf } from './terms.ts';
import { TermsFields } from './terms-fields.tsx';

interface ChangeTermsDialogProps {
  readonly person: { readonly accountId: string; readonly name: string };
  readonly elementIds: readonly string[];
  /** The terms as they are, of the first entry. */
  readonly access: Access;
  readonly onClose: () => void;
}

/** Other terms for what somebody reads already. It is there while it is open. */
export function ChangeTermsDialog({ person: { accountId, name }, elementIds, access, onClose }: ChangeTermsDialogProps) {
  const t = useTranslations('sharing.change');
  const common = useTranslations('common.actions');
  const [terms, setTerms] = useState<Terms>(() => termsOf(access));
  const [isRefused, setRefused] = useState(false);
  const [progress, setProgress] = useState<Progress>();
  const { mutate, data, isPending, error } = useAccessChange(
    (acts, grant: NonNullable<ReturnType<typeof grantOf>>) => acts.shareWith(elementIds, accountId, grant, followed(setProgress)),
    ({ changed }) => t('done', { name, count: changed }),
  );
  const save = () => {
    const grant = grantOf(terms, Date.now());
    setRefused(!grant);
    if (!grant) return;
    mutate(grant, {
      onSuccess: ({ refused }) => {
        if (refused.length === 0) onClose();
      },
    });
  };
  return (
    <Dialog
      title={t('title', { name, count: elementIds.length })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button look="secondary" onClick={onClose}>
            {data ? common('close') : common('cancel')}
          </Button>
          {!data && (
            <Button isBusy={isPending} onClick={save}>
              {common('save')}
            </Button>
          )}
        </>
      }
    >
      <PersonAddress accountId={accountId} />
      {elementIds.length > 1 && <p>{t('all', { count: elementIds.length })}</p>}
      <TermsFields
        terms={terms}
        isRefused={isRefused}
        onChange={(changed) => {
          setRefused(false);
          setTerms(changed);
        }}
      />
      {isPending && elementIds.length > 1 && <ProgressBar label={t('progress')} done={progress?.done ?? 0} total={elementIds.length} />}
      {error && <ProblemNotice problem={problemOf(error)} />}
      {data && data.refused.length > 0 && <RefusedEntries refused={data.refused} />}
    </Dialog>
  );
}

/** An owner is no reader whose terms can be changed; its form would begin as a manager's. */
function termsOf({ role, until, hasEnded, history }: Access): Terms {
  const granted = role === 'owner' ? 'manager' : role;
  if (hasEnded) return { ...USUAL_TERMS, role: granted, history };
  return { role: granted, history, ...(until === undefined ? { end: 'none', day: '' } : { end: 'own', day: dayOf(until) }) };
}
