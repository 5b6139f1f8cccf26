'use client';
import type { ElementVersion } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { PersonName } from '../people/person-name.tsx';
import { ContentView, RawContent } from '../reading/content-view.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';

interface FormerContentDialogProps {
  readonly elementId: string;
  readonly version: ElementVersion;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What an element said before. */
export function FormerContentDialog({ elementId, version, isOpen, onClose }: FormerContentDialogProps) {
  const t = useTranslations('element.history');
  const dates = useDates();
  const { contentVersion } = version;
  const { data, error, refetch } = useAsk(
    ['elements', 'former', elementId, contentVersion],
    (acts) => acts.openVersion(elementId, contentVersion),
    { isEnabled: isOpen },
  );
  return (
    <Dialog title={t('formerTitle', { version: contentVersion })} isOpen={isOpen} onClose={onClose}>
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data && (
        <>
          <p className="text-lg font-semibold break-words">{data.title}</p>
          <p className="flex flex-wrap gap-x-3 text-sm text-muted">
            <PersonName accountId={data.author} />
            <span>{dates.instant(data.authoredAt)}</span>
          </p>
          <ContentView content={data} />
          <RawContent content={data} />
        </>
      )}
    </Dialog>
  );
}
