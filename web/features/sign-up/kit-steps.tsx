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
import { ProblemNotice } from '../shell/problem-notice.tsx';

const STEPS = 4;

/** The last two steps: the recovery kit, and the proof that it was saved. `made`: the kit of this sign-up. */
export function KitSteps({ made }: { readonly made: KitView | undefined }) {
  const t = useTranslations('signUp');
  const router = useRouter();
  const path = usePaths();
  const [kit, setKit] = useState(made);
  const [step, setStep] = useState<3 | 4>(3);
  const first = useRef<HTMLDivElement>(null);
  const shown = useAsk(['account', 'kit'], async (acts) => (await acts.shownKit()) ?? null, { isEnabled: kit === undefined });
  const view = kit ?? shown.data ?? undefined;
  const goIn = () => router.push(path('record'));
  // The focus was on a button that is gone.
  useEffect(() => first.current?.querySelector<HTMLElement>('h1')?.focus(), []);
  return (
    <div ref={first}>
      <StepHeader
        step={step}
        steps={STEPS}
        title={t(`steps.${step}.title`)}
        intro={<p>{step === 3 && !view && shown.isFetched ? t('steps.again') : t(`steps.${step}.intro`)}</p>}
      />
      {step === 4 && <KitProof onProven={goIn} onBack={() => setStep(3)} onLater={goIn} />}
      {step === 3 && view && (
        <div className="space-y-6">
          <KitSheet view={view} />
          <Button onClick={() => setStep(4)}>{t('saved')}</Button>
        </div>
      )}
      {step === 3 && !view && shown.isPending && <Spinner />}
      {step === 3 && !view && shown.error && <ProblemNotice problem={problemOf(shown.error)} onRetry={() => void shown.refetch()} />}
      {step === 3 && !view && shown.isSuccess && (
        <KitRequest
          onMade={setKit}
          actions={
            <Button look="quiet" onClick={goIn}>
              {t('kitLater')}
            </Button>
          }
        />
      )}
    </div>
  );
}
