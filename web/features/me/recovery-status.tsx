'use client';
import { useTranslations } from 'next-intl';
import { useKitState } from '../credentials/kit-state.ts';

/** How many ways back in are set up, in a few words. */
export function RecoveryStatus() {
  const t = useTranslations('me.recovery.status');
  const state = useKitState();
  return <span>{state ? t(state) : t('unknown')}</span>;
}
