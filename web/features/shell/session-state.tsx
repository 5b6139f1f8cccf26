'use client';
import { useTranslations } from 'next-intl';
import { useSession } from '../../client/session.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { UnsupportedNotice } from './unsupported-notice.tsx';

/** What is shown in place of a page while nobody knows whether somebody is in, or where nobody can be. */
export function SessionState() {
  const t = useTranslations('common');
  const { session } = useSession();
  if (session.phase === 'unsupported') return <UnsupportedNotice lack={session.lack} />;
  if (session.phase === 'failed') {
    return (
      <>
        <PageHeader title={t('failed')} />
        <ProblemNotice problem={session.problem} onRetry={() => location.reload()} />
      </>
    );
  }
  return <Spinner label={t('starting')} />;
}
