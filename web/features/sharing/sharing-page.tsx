'use client';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useFragment } from '../../client/fragment.ts';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { EntriesView } from './entries-view.tsx';
import { PeopleView } from './people-view.tsx';

const VIEWS = ['people', 'entries'] as const;

/** The one place that shows who sees what: by person, or by entry. */
export function SharingPage() {
  const t = useTranslations('sharing.overview');
  const pathOf = usePaths();
  const fragment = useFragment();
  const current = VIEWS.find((view) => view === fragment) ?? 'people';
  return (
    <>
      <PageHeader title={t('title')} intro={t('intro')} actions={<ButtonLink href={pathOf('sharing/new')}>{t('share')}</ButtonLink>} />
      <nav aria-label={t('views.label')} className="mb-5 flex gap-2">
        {VIEWS.map((view) => (
          <Link
            key={view}
            prefetch={false}
            href={pathOf('sharing', view)}
            aria-current={view === current ? 'true' : undefined}
            className="inline-flex min-h-10 items-center rounded-lg border border-edge px-4 text-ink hover:bg-sunken aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:font-semibold aria-[current]:text-accent-strong"
          >
            {t(`views.${view}`)}
          </Link>
        ))}
      </nav>
      {current === 'people' ? <PeopleView /> : <EntriesView />}
    </>
  );
}
