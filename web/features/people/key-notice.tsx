'use client';
import type { Person } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Notice } from '../../components/ui/notice.tsx';

/** What the state of somebody's key means, and what to do; nothing where the key was verified. */
export function KeyNotice({ person: { name, state }, actions }: { readonly person: Person; readonly actions?: ReactNode }) {
  const t = useTranslations('sharing.key');
  if (state === 'verified') return null;
  return (
    <Notice kind={state === 'changed' ? 'bad' : 'info'} title={t(`${state}.title`, { name })} actions={actions}>
      <p>{t(`${state}.means`, { name })}</p>
      <p>{t(`${state}.todo`, { name })}</p>
    </Notice>
  );
}
