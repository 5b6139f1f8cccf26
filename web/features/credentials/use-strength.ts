'use client';
import { useEffect, useState } from 'react';
import type { Strength } from './strength.ts';
import { measureStrength } from './strength.ts';

/** How hard the typed password is to guess; undefined while it is empty or not measured yet. */
export function useStrength(password: string, personal: readonly string[]): Strength | undefined {
  const [measured, setMeasured] = useState<{ readonly password: string; readonly strength: Strength }>();
  const about = personal.join('\n');
  useEffect(() => {
    if (password === '') return undefined;
    let isGone = false;
    const measure = async () => {
      const strength = await measureStrength(password, about.split('\n'));
      if (!isGone) setMeasured({ password, strength });
    };
    // Without the estimator there is no meter, and `refusalOf` takes no password.
    measure().catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [password, about]);
  return password === '' ? undefined : measured?.strength;
}
