'use client';
import type { OpenedElement, Reader } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useAsk } from '../../client/act.ts';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { problemOf } from '../../client/refused-act.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Details } from '../../components/ui/details.tsx';
import { Spinner } from '../../components/ui/spinner.tsx';
import { PersonName } from '../people/person-name.tsx';
import { RevokeDialog } from '../people/revoke-dialog.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { canShare } from './rights.ts';

/** Everybody who can read an element; who may share it can take somebody out at once. */
export function Readers({ element }: { readonly element: OpenedElement }) {
  const t = useTranslations('element.readers');
  const pathOf = usePaths();
  const id = useId();
  const { elementId } = element;
  const { data, error, refetch } = useAsk(['elements', 'readers', elementId], (acts) => acts.readers(elementId));
  const others = data?.filter(({ isSelf }) => !isSelf) ?? [];
  return (
    <Card aria-labelledby={id} className="space-y-4">
      <h2 id={id} className="text-lg font-semibold">
        {t('title')}
      </h2>
      {error && <ProblemNotice problem={problemOf(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Spinner />}
      {data && others.length === 0 && <p className="text-muted">{t('onlyYou')}</p>}
      {data && others.length > 0 && (
        <ul className="space-y-3">
          {data.map((reader) => (
            <ReaderItem key={reader.person.accountId} element={element} reader={reader} />
          ))}
        </ul>
      )}
      {canShare(element) && (
        <ButtonLink look="secondary" href={pathOf('sharing/new', elementId)}>
          {t('share')}
        </ButtonLink>
      )}
    </Card>
  );
}

function ReaderItem({ element, reader }: { readonly element: OpenedElement; readonly reader: Reader }) {
  const t = useTranslations('element');
  const pathOf = usePaths();
  const dates = useDates();
  const [isRevoking, setRevoking] = useState(false);
  const { person, role, isSelf, until, hasEnded } = reader;
  const canRevoke = canShare(element) && !isSelf && role !== 'owner';
  return (
    <li className="space-y-1 border-l-2 border-line pl-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="flex flex-wrap items-center gap-2">
          <PersonName accountId={person.accountId} />
          <Badge>{t(`roles.${role}`)}</Badge>
          {hasEnded && <Badge kind="warn">{t('readers.ended')}</Badge>}
        </p>
        {canRevoke && (
          <Button look="quiet" onClick={() => setRevoking(true)} aria-label={t('readers.revokeLabel', { name: person.name })}>
            {t('readers.revoke')}
          </Button>
        )}
      </div>
      {until !== undefined && !hasEnded && <p className="text-sm text-muted">{t('readers.until', { at: dates.instant(until) })}</p>}
      {!isSelf && (
        <Details summary={t('readers.words')}>
          <p className="font-mono break-words">{person.words.join(' ')}</p>
          <p className="text-sm text-muted">{t('readers.wordsHint')}</p>
          <ButtonLink look="quiet" href={pathOf('sharing/person', person.accountId)}>
            {t('readers.person')}
          </ButtonLink>
        </Details>
      )}
      {canRevoke && (
        <RevokeDialog
          person={person}
          elementIds={[element.elementId]}
          title={element.title}
          isOpen={isRevoking}
          onClose={() => setRevoking(false)}
        />
      )}
    </li>
  );
}
