'use client';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Button } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { StepHeader } from '../../components/ui/step-header.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import { KitProof } from '../credentials/kit-proof.tsx';
import { KitRequest } from '../credentials/kit-request.tsx';
import { KitSheet } from '../credentials/kit-sheet.tsx';
import { useKitState } from '../credentials/kit-state.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { writeDraft } from './draft.ts';
import { KitAgain } from './kit-again.tsx';

const STEPS = 4;

/** The last two steps: the recovery kit, and the proof that it was saved. `made`: the kit of this sign-up. */
export function KitSteps({ made }: { readonly made: KitView | undefined }) {
  const t = useTranslations('signUp');
  const tk = useTranslations('credentials.kit');
  const router = useRouter();
  const path = usePaths();
  const [kit, setKit] = useState(made);
  const [step, setStep] = useState<3 | 4>(3);
  const [isRemaking, setRemaking] = useState(false);
  const state = useKitState();
  const first = useRef<HTMLDivElement>(null);
  const shown = useAsk(['account', 'kit'], async (acts) => (await acts.shownKit()) ?? null, { isEnabled: kit === undefined });
  const view = kit ?? shown.data ?? undefined;
  const record = path('record');
  const goIn = () => router.push(record);
  // Where another tab made the account, what was typed here for one is of no use any more.
  useEffect(() => writeDraft(undefined), []);
  // The focus was on a button that is gone.
  useEffect(() => first.current?.querySelector<HTMLElement>('h1')?.focus(), []);
  // Nothing is left to be done here.
  const isOver = state === 'ready' && !view && !isRemaking;
  useEffect(() => {
    if (isOver) router.replace(record);
  }, [isOver, router, record]);

  const later = (
    <Button look="quiet" onClick={goIn}>
      {t('kitLater')}
    </Button>
  );
  if (shown.error) return <ProblemNotice problem={problemOf(shown.error)} onRetry={() => void shown.refetch()} />;
  if (!view && (!state || isOver || shown.isPending)) return <Spinner />;
  // After a reload the words are gone: they are never kept.
  const isAgain = !view && state === 'unproven' && !isRemaking;
  const current = isAgain ? 4 : step;
  return (
    <div ref={first}>
      <StepHeader step={current} steps={STEPS} title={t(`steps.${current}.title`)} intro={<p>{introOf()}</p>} />
      {isAgain && <KitAgain onProven={goIn} onRemake={() => setRemaking(true)} later={later} />}
      {!isAgain && !view && <KitRequest onMade={setKit} actions={later} />}
      {view && step === 3 && (
        <div className="space-y-6">
          <KitSheet view={view} />
          <Button onClick={() => setStep(4)}>{tk('saved')}</Button>
        </div>
      )}
      {view && step === 4 && <KitProof onProven={goIn} onBack={() => setStep(3)} onLater={goIn} />}
    </div>
  );

  function introOf(): string {
    if (isAgain) return t('steps.check');
    if (!view && isRemaking) return t('steps.again');
    return t(`steps.${current}.intro`);
  }
}
