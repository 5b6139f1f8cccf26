'use client';
import { Inbox } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { useAccount } from '../../client/session.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { FingerprintWords } from '../people/fingerprint-words.tsx';
import { useNameOf } from '../people/people.ts';
import { RefusedNotice } from '../record/refused-notice.tsx';
import { SeriesPage } from '../record/series/series-page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ReceivedRecord } from './received-record.tsx';
import { SenderRow } from './sender-row.tsx';
import { sharedFragment, useSharedPlace } from './shared-place.ts';

/** What others share: by person, and with the fragment what one person shares, or one measurement of theirs over time. */
export function SharedPage() {
  const { accountId, kind, seriesKey } = useSharedPlace();
  const t = useTranslations('sharing.received');
  const nameOf = useNameOf();
  const paths = usePaths();
  if (accountId === '') return <Senders />;
  if (seriesKey === undefined) return <ReceivedRecord key={accountId} accountId={accountId} kind={kind} />;
  const back = paths('shared', sharedFragment(accountId, 'measurements'));
  return <SeriesPage key={seriesKey} seriesKey={seriesKey} recordId={accountId} back={back} whose={t('of', { name: nameOf(accountId) })} />;
}

function Senders() {
  const t = useTranslations('sharing.received');
  const own = useAccount();
  const { data, error, refetch } = useAsk(['elements', 'senders'], (acts) => acts.senders());
  return (
    <>
      <PageHeader title={t('title')} intro={t('intro')} />
      <div className="mb-4 max-w-3xl empty:hidden">
        <RefusedNotice />
      </div>
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data?.length === 0 && (
        <EmptyState icon={Inbox} title={t('empty.title')} actions={<CopyButton text={own.identifier} label={t('empty.copy')} />}>
          <p>{t('empty.text')}</p>
          <p className="font-medium break-words text-ink">{own.identifier}</p>
          <p>{t('empty.words')}</p>
          <div className="text-ink">
            <FingerprintWords words={own.words} label={t('empty.wordsLabel')} />
          </div>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul aria-label={t('people')} className="max-w-3xl space-y-3">
          {data.map((sender) => (
            <li key={sender.accountId}>
              <SenderRow sender={sender} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
