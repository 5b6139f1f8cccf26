'use client';
import { BookHeart } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { KIND_ICONS } from './kind-icon.tsx';
import type { Kind } from './kinds.ts';
import { SampleButton } from './sample-button.tsx';

/** What there is a form for. */
const FORMS: Readonly<Partial<Record<Kind, string>>> = {
  medications: 'medication',
  allergies: 'allergy',
  measurements: 'vital',
  notes: 'note',
};

/** An empty part says what it is for and offers the first step. The sample is offered while nothing at all is there. */
export function EmptyKind({ kind, isAllEmpty }: { readonly kind: Kind | undefined; readonly isAllEmpty: boolean }) {
  const t = useTranslations('record.empty');
  const paths = usePaths();
  const name = kind ?? 'all';
  const form = kind && FORMS[kind];
  return (
    <EmptyState
      icon={kind ? KIND_ICONS[kind] : BookHeart}
      title={t(`${name}.title`)}
      actions={
        <>
          <ButtonLink href={paths('record/import')}>{t('import')}</ButtonLink>
          {(form !== undefined || !kind) && (
            <ButtonLink look="secondary" href={paths('record/add', form)}>
              {t('write')}
            </ButtonLink>
          )}
          {isAllEmpty && <SampleButton />}
        </>
      }
    >
      <p>{t(`${name}.text`)}</p>
    </EmptyState>
  );
}
