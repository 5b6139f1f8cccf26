'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Theme } from '../../client/preferences.ts';
import { setTheme, theme } from '../../client/preferences.ts';
import { Card } from '../../components/ui/card.tsx';
import { Radio } from '../../components/ui/controls.tsx';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Light or dark, or as the device has it. */
export function ThemeChoice() {
  const t = useTranslations('me.settings.theme');
  const [chosen, setChosen] = useState<Theme>(theme);
  return (
    <Card aria-label={t('title')}>
      <fieldset className="space-y-1">
        <legend className="mb-2">
          <h2 className="font-semibold">{t('title')}</h2>
        </legend>
        {THEMES.map((name) => (
          <Radio
            key={name}
            name="theme"
            label={t(name)}
            checked={chosen === name}
            onChange={() => {
              setTheme(name);
              setChosen(name);
            }}
          />
        ))}
      </fieldset>
    </Card>
  );
}
