'use client';
import { useTranslations } from 'next-intl';
import { useId, useRef } from 'react';
import { useAttempt } from '../../client/attempt.ts';
import { deviceName } from '../../client/device-name.ts';
import { useAccount, useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { PasswordInput } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field } from '../../components/ui/field.tsx';
import { LogInProblem } from './log-in-problem.tsx';

/** The session at the server ended, or the keys of this device are no longer the newest: asks for the password, and leaves the page and all that is typed on it as it is. */
export function ExpiredDialog() {
  const t = useTranslations('common');
  const { acts, enter, ended, putOff } = useSession();
  const { identifier } = useAccount();
  const form = useId();
  const field = useRef<HTMLInputElement>(null);
  const attempt = useAttempt(async (isPasswordChanged: boolean) => {
    const password = field.current?.value ?? '';
    enter(await acts.logIn({ identifier, password, device: deviceName(), isPasswordChanged }));
  });
  const tryIt = async (isPasswordChanged: boolean) => {
    if (!(await attempt.run(isPasswordChanged))) field.current?.select();
  };
  const { problem, isBusy } = attempt;
  return (
    <Dialog
      title={ended === 'renewed' ? t('expired.renewed.title') : t('expired.title')}
      isOpen={ended !== undefined}
      onClose={putOff}
      actions={
        <>
          <Button look="secondary" onClick={putOff}>
            {t('expired.later')}
          </Button>
          <Button type="submit" form={form} isBusy={isBusy}>
            {t('expired.logIn')}
          </Button>
        </>
      }
    >
      {ended === 'renewed' && <p>{t('expired.renewed.text')}</p>}
      <p>{t('expired.safe')}</p>
      <form
        id={form}
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void tryIt(false);
        }}
      >
        {problem && <LogInProblem problem={problem} isBusy={isBusy} onPasswordChanged={() => void tryIt(true)} />}
        {/* Password managers look for whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={identifier} readOnly hidden />
        <Field label={t('password.label')} hint={t('expired.as', { identifier })}>
          {(control) => <PasswordInput {...control} ref={field} autoComplete="current-password" required />}
        </Field>
      </form>
    </Dialog>
  );
}
