'use client';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { deviceName } from '../../client/device-name.ts';
import { rememberLocale } from '../../client/preferences.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useSession } from '../../client/session.tsx';
import { StepHeader } from '../../components/ui/step-header.tsx';
import { isLocale } from '../../i18n/locales.ts';
import type { KitView } from '../../worker/kit-keeper.ts';
import type { Problem } from '../../worker/problem.ts';
import { markUnproven } from '../credentials/kit-mark.ts';
import { refusalOf } from '../credentials/strength.ts';
import { readDraft, writeDraft } from './draft.ts';
import { PasswordStep } from './password-step.tsx';
import { WhoStep } from './who-step.tsx';

const STEPS = 4;

/** What the first two steps ask, as it is typed. */
export interface NewAccountFields {
  readonly identifier: string;
  readonly name: string;
  readonly password: string;
}

/** The first two steps. They end with an account, and with its recovery kit where that could be made at once. */
export function NewAccount({ onKit }: { readonly onKit: (view: KitView) => void }) {
  const t = useTranslations('signUp');
  const locale = useLocale();
  const session = useSession();
  const [step, setStep] = useState<1 | 2>(1);
  const [problem, setProblem] = useState<Problem>();
  const form = useForm<NewAccountFields>({ defaultValues: { identifier: '', name: '', password: '' } });
  const { reset, getValues, setError, handleSubmit } = form;

  useEffect(() => {
    const draft = readDraft();
    if (!draft) return;
    reset({ identifier: draft.identifier, name: draft.name, password: '' });
    // The draft is known to the browser only, never while the page is exported.
    // oxlint-disable-next-line react-hooks-js/set-state-in-effect
    setStep(draft.step);
  }, [reset]);

  const goTo = (next: 1 | 2) => {
    const { identifier, name } = getValues();
    writeDraft({ identifier, name, step: next });
    setStep(next);
  };
  const create = handleSubmit(async ({ password, ...typed }) => {
    setProblem(undefined);
    const [identifier, name] = [typed.identifier.trim(), typed.name.trim()];
    const refusal = await refusalOf(password, [identifier, name]);
    if (refusal) return setError('password', { type: refusal }, { shouldFocus: true });
    try {
      const account = await session.acts.signUp({ identifier, name, password, device: deviceName() });
      writeDraft(undefined);
      if (isLocale(locale)) rememberLocale(locale);
      try {
        const view = await session.acts.makeKit({ password });
        markUnproven(view.check);
        onKit(view);
      } catch {
        // The account is there: the next step makes the kit.
      }
      return session.enter(account);
    } catch (caught) {
      const found = problemOf(caught);
      if (found.code !== 'E_IDENTIFIER_TAKEN') return setProblem(found);
      goTo(1);
      return setError('identifier', { message: 'taken' });
    }
  });

  return (
    <>
      <StepHeader step={step} steps={STEPS} title={t(`steps.${step}.title`)} intro={<p>{t(`steps.${step}.intro`)}</p>} />
      {step === 1 ? (
        <WhoStep form={form} onDone={() => goTo(2)} />
      ) : (
        <PasswordStep form={form} problem={problem} onSubmit={() => void create()} onBack={() => goTo(1)} />
      )}
    </>
  );
}
