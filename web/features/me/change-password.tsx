'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { TwoPasswords } from '../credentials/two-passwords.tsx';
import { ActCard } from './act-card.tsx';

/** Another password, while nobody else knows the one that holds now. */
export function ChangePassword() {
  const t = useTranslations('me.change');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  return (
    <ActCard title={t('title')} text={t('text')} action={t('title')} isOpen={isOpen} onOpen={() => setOpen(true)}>
      <TwoPasswords
        act={async (acts, passwords) => {
          await acts.changePassword(passwords);
          return true;
        }}
        changes={['account', 'sessions']}
        submit={t('submit')}
        busy={t('busy')}
        onDone={() => {
          setOpen(false);
          toast({ text: t('done') });
        }}
        actions={
          <Button look="secondary" onClick={() => setOpen(false)}>
            {common('cancel')}
          </Button>
        }
      />
    </ActCard>
  );
}
