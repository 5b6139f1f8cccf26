'use client';
import type { WaitingEdit } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { useSync } from '../../client/sync.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EditState } from '../reading/edit-state.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { DiscardDialog } from './discard-dialog.tsx';

/** One change that waits on this device: what it is, where it stands, and what can be done. */
export function WaitingItem({ edit }: { readonly edit: WaitingEdit }) {
  const t = useTranslations('element.pending');
  const pathOf = usePaths();
  const dates = useDates();
  const { notSent } = useSync();
  const [isDiscarding, setDiscarding] = useState(false);
  const { elementId, kind, title, editedAt, state } = edit;
  const refusal = notSent.get(elementId);
  return (
    <Card className="space-y-3" aria-label={title}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="font-semibold break-words">{title}</p>
          <p className="text-sm text-muted">{t(kind, { at: dates.instant(editedAt) })}</p>
        </div>
        <EditState elementId={elementId} edit={state} />
      </div>
      {refusal && state !== 'conflict' && <ProblemNotice problem={refusal} />}
      <div className="flex flex-wrap gap-3">
        {state === 'conflict' && <ButtonLink href={pathOf('record/waiting', elementId)}>{t('choose')}</ButtonLink>}
        <Button look="secondary" onClick={() => setDiscarding(true)} aria-label={t('discardLabel', { title })}>
          {t('discard')}
        </Button>
      </div>
      <DiscardDialog edit={edit} isOpen={isDiscarding} onClose={() => setDiscarding(false)} />
    </Card>
  );
}
