'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { currentFragment, useFragment } from '../../client/fragment.ts';
import { StepHeader } from '../../components/ui/step-header.tsx';
import type { AccessResult } from '../../worker/sharing/sharing-types.ts';
import { select, selectedIds } from '../record/selection.ts';
import { ReviewStep } from './review-step.tsx';
import { beginShare, changeShare, endShare, useShareDraft } from './share-draft.ts';
import { ShareDone } from './share-done.tsx';
import { TermsStep } from './terms-step.tsx';
import { WhatStep } from './what-step.tsx';
import { WhomStep } from './whom-step.tsx';

const STEPS = 4;

/** What was shared with whom. */
interface Shared {
  readonly accountId: string;
  readonly result: AccessResult;
}

/** A share in four steps: what, with whom, on which terms, and a look at everything before it is done. */
export function SharePage() {
  const t = useTranslations('sharing.new');
  const fragment = useFragment();
  const draft = useShareDraft();
  const [shared, setShared] = useState<Shared>();
  useEffect(() => {
    if (fragment === currentFragment()) beginShare(fragment, selectedIds());
  }, [fragment]);
  const { step } = draft;
  const goTo = (next: typeof step) => changeShare({ step: next });
  if (shared) {
    const again = () => setShared(undefined);
    return <ShareDone {...shared} onAgain={again} />;
  }
  return (
    <div className="max-w-2xl">
      <StepHeader step={step} steps={STEPS} title={t(`steps.${step}.title`)} intro={<p>{t(`steps.${step}.intro`)}</p>} />
      {step === 1 && <WhatStep draft={draft} onDone={() => goTo(draft.accountId === undefined ? 2 : 3)} />}
      {step === 2 && <WhomStep draft={draft} onDone={() => goTo(3)} onBack={() => goTo(1)} />}
      {step === 3 && <TermsStep draft={draft} onDone={() => goTo(4)} onBack={() => goTo(2)} />}
      {step === 4 && draft.accountId !== undefined && (
        <ReviewStep
          draft={draft}
          accountId={draft.accountId}
          onGo={goTo}
          onShared={(result) => {
            setShared({ accountId: draft.accountId ?? '', result });
            select([]);
            endShare();
          }}
        />
      )}
    </div>
  );
}
