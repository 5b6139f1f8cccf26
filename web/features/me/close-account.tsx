'use client';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { useAccount, useSession } from '../../client/session.tsx';
import { Button } from '../../components/ui/button.tsx';
import { TextInput } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';
import { PasswordForm } from '../credentials/password-form.tsx';
import { ActCard } from './act-card.tsx';

/** The end of the account, with its consequences in plain words and a confirmation that nobody types by accident. */
export function CloseAccount() {
  const t = useTranslations('me.close');
  const common = useTranslations('common.actions');
  const { signOut } = useSession();
  const { identifier } = useAccount();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const text = (
    <ul className="list-disc space-y-1 pl-5">
      {(['end', 'record', 'readers', 'address'] as const).map((item) => (
        <li key={item}>{t(`does.${item}`)}</li>
      ))}
    </ul>
  );
  return (
    <ActCard title={t('title')} text={text} action={t('action')} look="danger" isOpen={isOpen} onOpen={() => setOpen(true)}>
      <PasswordForm
        act={async (acts, password) => {
          if (typed.trim().toLowerCase() !== identifier.toLowerCase()) {
            setWrong(true);
            box.current?.focus();
            return;
          }
          await signOut(() => acts.closeAccount({ password, cause: 'closed' }));
        }}
        submit={t('submit')}
        busy={t('busy')}
        look="danger"
        onDone={() => undefined}
        actions={
          <Button look="secondary" onClick={() => setOpen(false)}>
            {common('cancel')}
          </Button>
        }
      >
        <Field label={t('confirm', { identifier })} error={isWrong && t('confirmWrong')}>
          {(control) => (
            <TextInput
              {...control}
              ref={box}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setWrong(false);
              }}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
      </PasswordForm>
    </ActCard>
  );
}
