'use client';
import type { Grant, Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { useDates } from '../../client/dates.ts';
import { usePaths } from '../../client/paths.ts';
import { Button, ButtonLink } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { Details } from '../../components/ui/details.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { SharingPlan } from '../../worker/sharing/sharing-types.ts';
import { KeyNotice } from '../people/key-notice.tsx';
import { PersonCard } from '../people/person-card.tsx';
import { useRoleName } from '../people/roles.ts';
import { AudienceList } from './audience-list.tsx';
import type { ShareDraft } from './share-draft.ts';
import { TitleList } from './title-list.tsx';

interface ReviewTextProps {
  readonly plan: SharingPlan;
  readonly person: Person;
  readonly grant: Required<Grant>;
  readonly elementIds: readonly string[];
  readonly onGo: (step: ShareDraft['step']) => void;
}

/** A share in words: what, to whom, on which terms, and who reads it afterwards. */
export function ReviewText({ plan, person, grant, elementIds, onGo }: ReviewTextProps) {
  const t = useTranslations('sharing.new.review');
  const kinds = useTranslations('common.kinds');
  const dates = useDates();
  const pathOf = usePaths();
  const roleName = useRoleName();
  const { total, left, audience } = plan;
  const { role, until, history } = grant;
  return (
    <>
      <Part title={t('what')} onChange={() => onGo(1)} changeLabel={t('changeWhat')}>
        <p className="font-medium">{t('entries', { count: total })}</p>
        <ul className="list-disc pl-5">
          {plan.kinds.map(({ kind, count }) => (
            <li key={kind}>
              {kinds(kind)}: {count}
            </li>
          ))}
        </ul>
        <Details summary={t('titles')}>
          <TitleList elementIds={elementIds} />
        </Details>
        <p className="text-muted">{history ? t('withHistory') : t('withoutHistory')}</p>
        {left > 0 && (
          <Notice kind="warn">
            <p>{t('left', { count: left })}</p>
          </Notice>
        )}
      </Part>
      <Part title={t('whom')} onChange={() => onGo(2)} changeLabel={t('changeWhom')}>
        <PersonCard person={person} />
        <KeyNotice
          person={person}
          actions={
            <ButtonLink look="secondary" href={pathOf('sharing/person', person.accountId)}>
              {t('compare')}
            </ButtonLink>
          }
        />
      </Part>
      <Part title={t('terms')} onChange={() => onGo(3)} changeLabel={t('changeTerms')}>
        <p>
          {roleName(role)}. {until === null ? t('noEnd') : t('until', { at: dates.instant(until) })}
        </p>
      </Part>
      <Part title={t('readers')}>
        <p className="text-muted">{t('readersIntro')}</p>
        <AudienceList audience={audience} recipient={{ accountId: person.accountId, role, until }} total={total} />
      </Part>
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onChange?: () => void;
  readonly changeLabel?: string;
}

function Part({ title, children, onChange, changeLabel }: PartProps) {
  const t = useTranslations('common.actions');
  const id = useId();
  return (
    <Card aria-labelledby={id} className="space-y-3">
      <div className="flex items-center justify-between gap-3">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {onChange && (
          <Button look="quiet" aria-label={changeLabel} onClick={onChange}>
            {t('edit')}
          </Button>
        )}
      </div>
      {children}
    </Card>
  );
}
