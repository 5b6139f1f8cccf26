'use client';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useAttempt } from '../../client/attempt.ts';
import { usePaths } from '../../client/paths.ts';
import { useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { PasswordInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { useLeaveOnceIn } from './after-entry.ts';
import { LeaveBrowser } from './leave-browser.tsx';
import { WayLink } from './way-link.tsx';

/** The password of the account in this browser; whose it is stands sealed, so nobody is named. */
export function Unlock() {
  const t = useTranslations('entry');
  const common = useTranslations('common');
  const paths = usePaths();
  const router = useRouter();
  const { acts, enter, session } = useSession();
  const { phase } = session;
  useLeaveOnceIn();
  useEffect(() => {
    if (phase === 'empty') router.replace(paths(''));
  }, [phase, paths, router]);
  const { register, handleSubmit, setFocus, formState } = useForm({ defaultValues: { password: '' } });
  useEffect(() => setFocus('password'), [setFocus]);
  const [isIn, setIn] = useState(false);
  const { run, problem, isBusy } = useAttempt(async (password: string) => {
    enter(await acts.unlock({ password }));
    setIn(true);
  });
  const isWrong = problem?.code === 'E_PASSWORD';
  const send = handleSubmit(async ({ password }) => {
    if (!(await run(password))) setFocus('password', { shouldSelect: true });
  });
  const error = formState.errors.password?.message ?? (isWrong ? t('unlock.wrong') : undefined);
  return (
    <>
      <PageHeader title={t('unlock.title')} intro={t('unlock.intro')} />
      <form noValidate className="space-y-5" onSubmit={(event) => void send(event)}>
        {problem && !isWrong && <ProblemNotice problem={problem} />}
        <Field label={common('password.label')} error={error}>
          {(control) => (
            <PasswordInput {...control} {...register('password', { required: common('field.required') })} autoComplete="current-password" />
          )}
        </Field>
        <Button type="submit" isBusy={isBusy || isIn} className="w-full">
          {isBusy ? t('unlock.busy') : t('unlock.submit')}
        </Button>
      </form>
      <div className="mt-6 flex flex-col items-start gap-1">
        <WayLink href={paths('recover')}>{t('welcome.forgotten')}</WayLink>
        <WayLink href={paths('log-in')}>{t('unlock.changed')}</WayLink>
        <LeaveBrowser />
      </div>
    </>
  );
}
