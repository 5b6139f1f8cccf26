'use client';
import type { Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import type { ReactNode, RefObject } from 'react';
import { useEffect, useId, useRef } from 'react';
import { useAsk } from '../../client/act.ts';
import { useFragment } from '../../client/fragment.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Details } from '../../components/ui/details.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { UserRoundSearch } from 'lucide-react';
import { FingerprintHex } from '../people/fingerprint-hex.tsx';
import { FingerprintWords } from '../people/fingerprint-words.tsx';
import { KeyHistory } from '../people/key-history.tsx';
import { KeyNotice } from '../people/key-notice.tsx';
import { OwnCode } from '../people/own-code.tsx';
import { VerificationMark } from '../people/verification-mark.tsx';
import { VerifyPerson } from '../people/verify-person.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { SeenList } from './seen-list.tsx';
import { useShareDraft } from './share-draft.ts';

/** One person: who they are, whether their key was compared, and what goes between the two. The fragment is their account id. */
export function PersonPage() {
  const t = useTranslations('sharing.person');
  const pathOf = usePaths();
  const accountId = useFragment();
  const { data, error, refetch } = useAsk(['people'], (acts) => acts.people());
  const person = data?.find((other) => other.accountId === accountId);
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  if (!data) return <Spinner />;
  if (!person) {
    return (
      <>
        <PageHeader title={t('title')} back={pathOf('sharing')} />
        <EmptyState icon={UserRoundSearch} title={t('nobody.title')}>
          <p>{t('nobody.text')}</p>
        </EmptyState>
      </>
    );
  }
  return <KnownPerson key={accountId} person={person} />;
}

function KnownPerson({ person }: { readonly person: Person }) {
  const t = useTranslations('sharing.person');
  const pathOf = usePaths();
  const draft = useShareDraft();
  const senders = useAsk(['elements', 'senders'], (acts) => acts.senders());
  const { accountId, name, identifier, words, fingerprint, state } = person;
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(state);
  useEffect(() => {
    // What had the focus is gone with the need to compare.
    if (shown.current !== state && state === 'verified') heading.current?.focus();
    shown.current = state;
  }, [state]);
  const sent = senders.data?.find((sender) => sender.accountId === accountId);
  return (
    <div className="max-w-3xl space-y-6">
      <PageHeader
        title={name}
        back={pathOf('sharing')}
        intro={
          <div className="space-y-1">
            <VerificationMark state={state} />
            {identifier !== undefined && <p className="break-words">{t('address', { identifier })}</p>}
            <p>{t('selfGiven')}</p>
          </div>
        }
      />
      {draft.accountId === accountId && (
        <Notice
          title={t('draft')}
          actions={
            <ButtonLink look="secondary" href={pathOf('sharing/new')}>
              {t('toDraft')}
            </ButtonLink>
          }
        />
      )}
      <KeyNotice person={person} />
      {state !== 'verified' && (
        <Section title={t('verify', { name })}>
          <VerifyPerson key={fingerprint} person={person} />
        </Section>
      )}
      <Section title={t('seesTitle', { name })}>
        <SeenList person={person} />
      </Section>
      <Section title={t('sharesTitle', { name })}>
        {sent ? (
          <>
            <p>{t('shares', { count: sent.elements })}</p>
            <ButtonLink look="secondary" href={pathOf('shared', accountId)}>
              {t('openShared')}
            </ButtonLink>
          </>
        ) : (
          <p className="text-muted">{t('sharesNothing', { name })}</p>
        )}
      </Section>
      <Section title={t('key', { name })} heading={heading}>
        {state === 'verified' && <p>{t('verified', { name })}</p>}
        <FingerprintWords words={words} label={t('wordsOf', { name })} />
        <Details summary={t('long')}>
          <FingerprintHex fingerprint={fingerprint} />
        </Details>
        {state === 'verified' && (
          <Details summary={t('again')}>
            <VerifyPerson key={fingerprint} person={person} />
          </Details>
        )}
        <Details summary={t('keys')}>
          <p className="pb-3 text-muted">{t('keysIntro', { name })}</p>
          <KeyHistory accountId={accountId} />
        </Details>
      </Section>
      <Section title={t('own', { name })}>
        <p className="text-muted">{t('ownIntro', { name })}</p>
        <OwnCode />
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly heading?: RefObject<HTMLHeadingElement | null>;
  readonly children: ReactNode;
}

function Section({ title, heading, children }: SectionProps) {
  const id = useId();
  return (
    <Card aria-labelledby={id} className="space-y-4">
      <h2 id={id} ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
        {title}
      </h2>
      {children}
    </Card>
  );
}
