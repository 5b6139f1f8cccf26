'use client';
import type { Progress } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { followed } from '../../client/long-work.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { ProgressBar } from '../../components/ui/progress-bar.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import type { AccessResult } from '../../worker/sharing/sharing-types.ts';
import { useAccessChange } from '../people/access-change.ts';
import { useNameOf, usePeople } from '../people/people.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ReviewText } from './review-text.tsx';
import type { ShareDraft } from './share-draft.ts';
import { grantOf } from './terms.ts';

interface ReviewStepProps {
  readonly draft: ShareDraft;
  readonly accountId: string;
  readonly onGo: (step: ShareDraft['step']) => void;
  readonly onShared: (result: AccessResult) => void;
}

/** Exactly what leaves, and everybody who will be able to read it, before anything is sealed. */
export function ReviewStep({ draft, accountId, onGo, onShared }: ReviewStepProps) {
  const t = useTranslations('sharing.new.review');
  const common = useTranslations('common.actions');
  const progressText = useTranslations('common.progress');
  const nameOf = useNameOf();
  const person = usePeople().get(accountId);
  const [progress, setProgress] = useState<Progress>();
  // The end is that of the moment in which the person looks at it.
  const [grant] = useState(() => grantOf(draft.terms, Date.now()));
  const elementIds = [...draft.elementIds];
  const plan = useAsk(['elements', 'plan', draft.revision], (acts) => acts.sharingPlan(elementIds));
  const name = nameOf(accountId);
  const share = useAccessChange(
    (acts) => {
      if (!grant) throw new TypeError('no end');
      return acts.shareWith(elementIds, accountId, grant, followed(setProgress));
    },
    ({ changed }) => t('done', { count: changed, name }),
  );
  if (plan.error) return <ProblemNotice problem={problemOf(plan.error)} onRetry={() => void plan.refetch()} />;
  if (!plan.data || !person || !grant) return <Spinner />;
  const { total } = plan.data;
  const isBlocked = person.state === 'changed' || total === 0;
  return (
    <div className="space-y-6">
      <ReviewText plan={plan.data} person={person} grant={grant} elementIds={elementIds} onGo={onGo} />
      {share.error && <ProblemNotice problem={problemOf(share.error)} />}
      {share.isPending && (
        <div className="space-y-1.5">
          <ProgressBar
            label={t('progress')}
            done={progress?.done ?? 0}
            total={total}
            detail={progressText('amount', { done: progress?.done ?? 0, total })}
          />
          <p className="text-sm text-muted">{progressText('unlocked')}</p>
        </div>
      )}
      <div className="flex flex-wrap gap-3">
        <Button disabled={isBlocked} isBusy={share.isPending} onClick={() => share.mutate(undefined, { onSuccess: onShared })}>
          {t('act', { count: total, name })}
        </Button>
        {!share.isPending && (
          <Button look="quiet" onClick={() => onGo(3)}>
            {common('back')}
          </Button>
        )}
      </div>
    </div>
  );
}
