'use client';
import type { OpenedElement } from '@sealchart/sdk';
import { Pencil, Share2, ShieldCheck, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { Badge } from '../../components/ui/badge.tsx';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { PersonName } from '../people/person-name.tsx';
import { EditState } from '../reading/edit-state.tsx';
import { kindOf } from '../record/kinds.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { canErase, canShare, canWrite } from './rights.ts';

/** What an element is, whose, by whom and from when; and what can be done with it. */
export function ElementHead({ element, back }: { readonly element: OpenedElement; readonly back: string }) {
  const t = useTranslations('element');
  const pathOf = usePaths();
  const dates = useDates();
  const [isErasing, setErasing] = useState(false);
  const { elementId, title, date, recordId, author, authoredAt, version, role, until } = element;
  return (
    <>
      <PageHeader
        back={back}
        title={title}
        actions={
          <>
            {canWrite(element) && (
              <ButtonLink look="secondary" href={pathOf('record/edit', elementId)}>
                <Pencil aria-hidden className="size-4" />
                {t('actions.edit')}
              </ButtonLink>
            )}
            {canShare(element) && (
              <ButtonLink look="secondary" href={pathOf('sharing/new', elementId)}>
                <Share2 aria-hidden className="size-4" />
                {t('actions.share')}
              </ButtonLink>
            )}
            {canErase(element) && (
              <Button look="quiet" onClick={() => setErasing(true)}>
                <Trash2 aria-hidden className="size-4" />
                {t('actions.erase')}
              </Button>
            )}
          </>
        }
      />
      <div className="mb-6 space-y-3">
        <div className="flex flex-wrap gap-2">
          <Badge>{t(`kindOne.${kindOf(element)}`)}</Badge>
          <Badge kind="good" icon={ShieldCheck}>
            {t('head.proven')}
          </Badge>
          <EditState elementId={elementId} edit={element.edit} />
        </div>
        <dl className="flex flex-wrap gap-x-8 gap-y-2">
          {date !== undefined && <Fact label={t('head.date')}>{dates.fhir(date)}</Fact>}
          <Fact label={t('head.author')}>
            <PersonName accountId={author} />
          </Fact>
          <Fact label={t('head.authoredAt')}>{dates.instant(authoredAt)}</Fact>
          <Fact label={t('head.record')}>
            <PersonName accountId={recordId} />
          </Fact>
          <Fact label={t('head.version')}>{version}</Fact>
          {role !== 'owner' && <Fact label={t('head.role')}>{t(`roles.${role}`)}</Fact>}
          {until !== undefined && <Fact label={t('head.until')}>{dates.instant(until)}</Fact>}
        </dl>
      </div>
      {canErase(element) && <EraseDialog element={element} isOpen={isErasing} onClose={() => setErasing(false)} />}
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
