'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { useSync } from '../../client/sync.tsx';
import { ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { ContentView, RawContent } from '../reading/content-view.tsx';

/** What an element says, with what must be known of it: from when it is, and what of it waits on this device. */
export function ElementContent({ element }: { readonly element: OpenedElement }) {
  const t = useTranslations('element');
  const pathOf = usePaths();
  const dates = useDates();
  const { syncedAt, notSent } = useSync();
  const { elementId, edit, isOffline } = element;
  const refusal = notSent.get(elementId);
  return (
    <>
      {isOffline && (
        <Notice kind="warn" role="status" title={t('offline.title')}>
          {syncedAt === undefined ? t('offline.unknown') : t('offline.from', { at: dates.instant(syncedAt) })}
        </Notice>
      )}
      {edit === 'conflict' && (
        <Notice
          kind="bad"
          title={t('conflict.title')}
          actions={
            <ButtonLink look="secondary" href={pathOf('record/waiting', elementId)}>
              {t('conflict.choose')}
            </ButtonLink>
          }
        >
          {t('conflict.text')}
        </Notice>
      )}
      {edit === 'waiting' && !refusal && (
        <Notice
          kind="info"
          actions={
            <ButtonLink look="secondary" href={pathOf('record/waiting')}>
              {t('waiting.see')}
            </ButtonLink>
          }
        >
          {t('waiting.text')}
        </Notice>
      )}
      {refusal && <ProblemNotice problem={refusal} />}
      <Card aria-labelledby="content-title" className="space-y-5">
        <h2 id="content-title" className="sr-only">
          {t('content')}
        </h2>
        <ContentView content={element} />
        <RawContent content={element} />
      </Card>
    </>
  );
}
