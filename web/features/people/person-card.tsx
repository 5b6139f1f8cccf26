'use client';
import type { Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { FingerprintHex } from './fingerprint-hex.tsx';
import { FingerprintWords } from './fingerprint-words.tsx';
import { PersonAddress } from './person-address.tsx';
import { VerificationMark } from './verification-mark.tsx';

interface PersonCardProps {
  readonly person: Person;
  /** What there is to say about the person here. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Somebody with the mark of their key; the address, the words and the way to the person behind one press. */
export function PersonCard({ person, children, actions }: PersonCardProps) {
  const t = useTranslations('sharing.person');
  const pathOf = usePaths();
  const { accountId, name, words, fingerprint, state } = person;
  return (
    <div className={`space-y-3 rounded-2xl border bg-surface p-4 ${state === 'changed' ? 'border-bad' : 'border-line'}`}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 space-y-1">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 text-lg font-semibold break-words">{name}</span>
            <VerificationMark state={state} />
          </p>
          <PersonAddress accountId={accountId} />
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
      <Details summary={t('who')}>
        <div className="space-y-3">
          <p className="text-sm text-muted">{t('selfGiven')}</p>
          <FingerprintWords words={words} label={t('wordsOf', { name })} />
          <Details summary={t('long')}>
            <FingerprintHex fingerprint={fingerprint} />
          </Details>
          <ButtonLink look="secondary" href={pathOf('sharing/person', accountId)}>
            {state === 'verified' ? t('open') : t('compare')}
          </ButtonLink>
        </div>
      </Details>
    </div>
  );
}
