'use client';
import type { WayIn } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSync } from '../../client/sync.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { KitView } from '../../worker/kit-keeper.ts';
import { markUnproven } from '../credentials/kit-mark.ts';
import { KitSetup } from '../credentials/kit-setup.tsx';
import { TwoPasswords } from '../credentials/two-passwords.tsx';
import { ActCard } from './act-card.tsx';

interface Secured {
  readonly kit: KitView;
  readonly dropped: readonly WayIn[];
}

/** For when somebody else may get in: everything that opens the account is new afterwards, the recovery kit too. */
export function SecureAccount() {
  const t = useTranslations('me.secure');
  const ways = useTranslations('me.ways.kinds');
  const common = useTranslations('common.actions');
  const { syncNow } = useSync();
  const [isOpen, setOpen] = useState(false);
  const [secured, setSecured] = useState<Secured>();
  const text = (
    <>
      <p>{t('when')}</p>
      <ul className="list-disc space-y-1 pl-5">
        {(['new', 'sessions', 'contacts', 'before'] as const).map((item) => (
          <li key={item}>{t(`does.${item}`)}</li>
        ))}
      </ul>
    </>
  );
  return (
    <ActCard title={t('title')} text={text} action={t('action')} isOpen={isOpen} onOpen={() => setOpen(true)}>
      {secured ? (
        <div className="space-y-5">
          <Notice kind="good" role="status" title={t('done')}>
            <p>{t('doneText')}</p>
            {secured.dropped.length > 0 && <p>{t('dropped', { ways: secured.dropped.map(({ kind }) => ways(kind)).join(', ') })}</p>}
          </Notice>
          <KitSetup
            view={secured.kit}
            onDone={() => {
              setSecured(undefined);
              setOpen(false);
            }}
          />
        </div>
      ) : (
        <TwoPasswords
          act={async (acts, passwords) => {
            const result = await acts.secureAccount(passwords);
            markUnproven(result.kit.check);
            return result;
          }}
          changes={['account', 'sessions', 'people', 'elements']}
          submit={t('submit')}
          busy={t('busy')}
          onDone={(result) => {
            setSecured(result);
            // Until this device vouches for the record with its new key, no other one believes it: nobody should have to ask for that.
            syncNow();
          }}
          actions={
            <Button look="secondary" onClick={() => setOpen(false)}>
              {common('cancel')}
            </Button>
          }
        />
      )}
    </ActCard>
  );
}
