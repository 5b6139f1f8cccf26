'use client';
import type { ElementVersion, OpenedElement } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { PersonName } from '../people/person-name.tsx';
import { ChangeList } from '../reading/change-list.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { AccessChanges } from './access-changes.tsx';
import { FormerContentDialog } from './former-content-dialog.tsx';
import { canWrite } from './rights.ts';
import { useRestore } from './restore.ts';

interface VersionItemProps {
  readonly element: OpenedElement;
  readonly version: ElementVersion;
  /** The content that this version replaced. */
  readonly before: number | undefined;
}

/** One version: who made it, when, what it changed; a former content can be opened and brought back. */
export function VersionItem({ element, version: item, before }: VersionItemProps) {
  const t = useTranslations('element.history');
  const dates = useDates();
  const [isCompared, setCompared] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const restore = useRestore(element);
  const { version, kind, contentVersion, author, authoredAt, access, addenda, isReadable } = item;
  const isCurrent = contentVersion === element.contentVersion;
  // An addendum leaves the text as it was: there is nothing to compare or to bring back.
  const isText = kind === 'content' && addenda === 0;
  const isFormer = isText && !isCurrent;
  const what = kind === 'content' ? (addenda > 0 ? 'addendum' : version === 1 ? 'created' : 'content') : 'access';
  return (
    <div className="space-y-2 border-l-2 border-line pl-3">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{t('version', { version })}</span>
        <span>{t(what)}</span>
        {kind === 'content' && isCurrent && <Badge kind="info">{t('current')}</Badge>}
      </p>
      <p className="flex flex-wrap gap-x-3 text-sm text-muted">
        <PersonName accountId={author} />
        <span>{dates.instant(authoredAt)}</span>
      </p>
      {version > 1 && <AccessChanges changes={access} />}
      {isText && (
        <div className="flex flex-wrap gap-2">
          {before !== undefined && (
            <Button
              look="quiet"
              aria-expanded={isCompared}
              onClick={() => setCompared(!isCompared)}
              aria-label={t('compareLabel', { version })}
            >
              {t('compare')}
            </Button>
          )}
          {isFormer && isReadable && (
            <Button look="quiet" onClick={() => setOpen(true)} aria-label={t('openLabel', { version })}>
              {t('open')}
            </Button>
          )}
          {isFormer && isReadable && canWrite(element) && (
            <Button
              look="quiet"
              isBusy={restore.isPending}
              onClick={() => restore.restore(contentVersion)}
              aria-label={t('restoreLabel', { version })}
            >
              {t('restore')}
            </Button>
          )}
        </div>
      )}
      {isFormer && !isReadable && <p className="text-sm text-muted">{t('unreadable')}</p>}
      {restore.error && <ProblemNotice problem={problemOf(restore.error)} />}
      {isCompared && before !== undefined && <Differences elementId={element.elementId} from={before} to={contentVersion} />}
      {isFormer && <FormerContentDialog elementId={element.elementId} version={item} isOpen={isOpen} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Differences({ elementId, from, to }: { readonly elementId: string; readonly from: number; readonly to: number }) {
  const { data, error, refetch } = useAsk(['elements', 'compare', elementId, from, to], (acts) =>
    acts.compareVersions(elementId, from, to),
  );
  if (error) return <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />;
  return data ? <ChangeList changes={data} /> : <Spinner />;
}
