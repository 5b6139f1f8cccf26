'use client';
import { EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { ButtonLink } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';

/** Nothing is shared: what sharing is for, and the way to it. */
export function NobodySees() {
  const t = useTranslations('sharing.overview.empty');
  const pathOf = usePaths();
  return (
    <EmptyState icon={EyeOff} title={t('title')} actions={<ButtonLink href={pathOf('sharing/new')}>{t('share')}</ButtonLink>}>
      <p>{t('text')}</p>
    </EmptyState>
  );
}
