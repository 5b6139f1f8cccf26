'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { useToast } from '../../components/ui/toaster.tsx';
import { PasswordForm } from '../credentials/password-form.tsx';
import { ActCard } from './act-card.tsx';

/** New keys as a routine; contacts see that they continue the old ones. */
export function RenewKeys() {
  const t = useTranslations('me.renew');
  const common = useTranslations('common.actions');
  const toast = useToast();
  const { syncNow } = useSync();
  const [isOpen, setOpen] = useState(false);
  return (
    <ActCard title={t('title')} text={t('text')} action={t('title')} isOpen={isOpen} onOpen={() => setOpen(true)}>
      <PasswordForm
        act={(acts, password) => acts.rotate({ password })}
        changes={['account', 'people']}
        submit={t('submit')}
        busy={t('busy')}
        onDone={() => {
          setOpen(false);
          toast({ text: t('done') });
          // What the new keys left to be done belongs to a sync: nobody should have to ask for it.
          syncNow();
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
