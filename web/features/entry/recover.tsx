'use client';
import type { RecoveryKit } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useAttempt } from '../../client/attempt.ts';
import { deviceName } from '../../client/device-name.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { NewPasswordFields } from '../credentials/new-password-fields.tsx';
import { refusalOf } from '../credentials/strength.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useLeaveOnceIn } from './after-entry.ts';
import { KitInput } from './kit-input.tsx';
import { Recovered } from './recovered.tsx';

interface Typed {
  readonly identifier: string;
  readonly words: string;
  readonly password: string;
}

/** Back in with the recovery kit: the address, the kit, and a new password. */
export function Recover() {
  const [isDone, setDone] = useState(false);
  return isDone ? <Recovered /> : <RecoverForm onDone={() => setDone(true)} />;
}

function RecoverForm({ onDone }: { readonly onDone: () => void }) {
  const t = useTranslations('entry');
  const common = useTranslations('common');
  const { acts, enter, session } = useSession();
  // Somebody who is in when this page opens needs no kit; afterwards the page says how it went.
  const [isTrying, setTrying] = useState(false);
  useLeaveOnceIn({ isHeld: isTrying });
  const form = useForm<Typed>({ defaultValues: { identifier: '', words: '', password: '' } });
  const { register, handleSubmit, setValue, setError, formState } = form;
  const [address, typedWords, newPassword] = useWatch({ control: form.control, name: ['identifier', 'words', 'password'] });
  const { errors } = formState;
  const [kit, setKit] = useState<RecoveryKit>();
  const trouble = useRef<HTMLDivElement>(null);
  const { run, problem, isBusy } = useAttempt(async ({ identifier, words, password }: Typed) => {
    // Whoever pastes a whole kit may be faster than the page that reads it.
    const whole = kit ?? (await acts.readKit(words).catch(() => undefined));
    const given = whole ? { kit: whole, identifier } : { kit: { account: identifier, words } };
    enter(await acts.recover({ ...given, newPassword: password, device: deviceName() }));
    onDone();
  });
  useEffect(() => {
    if (problem) trouble.current?.focus();
  }, [problem]);
  const send = handleSubmit(async (typed) => {
    if (!typed.identifier.includes('@')) return setError('identifier', { message: t('address.wrong') }, { shouldFocus: true });
    const refusal = await refusalOf(typed.password, [typed.identifier]);
    if (refusal) return setError('password', { message: t(`recover.${refusal}`) }, { shouldFocus: true });
    setTrying(true);
    await run(typed);
  });
  return (
    <>
      <PageHeader title={t('recover.title')} intro={t('recover.intro')} />
      <form noValidate className="space-y-6" onSubmit={(event) => void send(event)}>
        <Notice kind="good">
          <p>{t('recover.survives')}</p>
        </Notice>
        <div ref={trouble} tabIndex={-1} className="outline-none empty:hidden">
          {problem && <ProblemNotice problem={problem} />}
        </div>
        <Field label={t('address.label')} error={errors.identifier?.message}>
          {(control) => (
            <TextInput
              {...control}
              {...register('identifier', { required: common('field.required') })}
              type="email"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <KitInput
          control={register('words', { validate: (words) => kit !== undefined || words.trim() !== '' || common('field.required') })}
          words={typedWords}
          onWords={(words) => setValue('words', words, { shouldValidate: formState.isSubmitted })}
          kit={kit}
          onKit={(found) => {
            setKit(found);
            setValue('words', '');
          }}
          error={errors.words?.message}
        />
        <NewPasswordFields
          input={register('password', { required: common('field.required') })}
          value={newPassword}
          onSuggest={(phrase) => setValue('password', phrase, { shouldValidate: formState.isSubmitted })}
          error={errors.password?.message}
          personal={[address]}
          label={t('recover.password')}
        />
        <Button type="submit" isBusy={isBusy || session.phase === 'unlocked'} className="w-full">
          {isBusy ? t('recover.busy') : t('recover.submit')}
        </Button>
      </form>
      <p className="mt-6 text-muted">{t('recover.none')}</p>
    </>
  );
}
