'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { LOCK_MINUTES, lockMinutes, setLockMinutes } from '../../client/preferences.ts';
import { Card } from '../../components/ui/card.tsx';
import { Select } from '../../components/ui/controls.tsx';
import { Field } from '../../components/ui/field.tsx';

/** After how long without an act of mine the record locks here. */
export function LockChoice() {
  const t = useTranslations('me.settings.lock');
  const [chosen, setChosen] = useState(lockMinutes);
  const labelOf = (minutes: number) => (minutes < 60 ? t('minutes', { count: minutes }) : t('hours', { count: minutes / 60 }));
  return (
    <Card aria-labelledby="settings-lock" className="space-y-3">
      <h2 id="settings-lock" className="font-semibold">
        {t('title')}
      </h2>
      <Field label={t('label')} hint={t('hint')}>
        {(control) => (
          <Select
            {...control}
            className="max-w-60"
            value={chosen}
            onChange={(event) => {
              const minutes = Number(event.target.value);
              setLockMinutes(minutes);
              setChosen(minutes);
            }}
          >
            {LOCK_MINUTES.map((minutes) => (
              <option key={minutes} value={minutes}>
                {labelOf(minutes)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <p className="text-sm text-muted">{t('work')}</p>
      <p className="text-sm text-muted">{t('now')}</p>
    </Card>
  );
}
