'use client';
import { useTranslations } from 'next-intl';
import { usePaths } from '../../client/paths.ts';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { LockChoice } from './lock-choice.tsx';
import { Room } from './room.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/** How I like it on this browser, and how much room is left. */
export function SettingsPage() {
  const t = useTranslations('me.settings');
  const path = usePaths();
  return (
    <div className="max-w-2xl space-y-6">
      <PageHeader title={t('title')} intro={t('intro')} back={path('me')} />
      <Card aria-labelledby="settings-language" className="space-y-3">
        <h2 id="settings-language" className="font-semibold">
          {t('language')}
        </h2>
        <LanguageSwitch />
      </Card>
      <ThemeChoice />
      <LockChoice />
      <Room />
    </div>
  );
}
