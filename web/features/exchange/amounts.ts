'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormats } from '../../client/formats.ts';

/** Sizes and times as people say them. */
export interface Amounts {
  readonly bytes: (count: number) => string;
  /** How long something still takes, no more exactly than anybody knows. */
  readonly left: (seconds: number) => string;
}

const [KILO, MEGA] = [1_000, 1_000_000];

export function useAmounts(): Amounts {
  const format = useFormats();
  const t = useTranslations('exchange.time');
  return useMemo(() => {
    const unit = (value: number, name: string, unitDisplay: 'short' | 'long' = 'short') =>
      format.number(value, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 });
    const bytes = (count: number) => {
      if (count < KILO) return unit(count, 'byte', 'long');
      return count < MEGA ? unit(Math.round(count / KILO), 'kilobyte') : unit(count / MEGA, 'megabyte');
    };
    const left = (seconds: number) => {
      if (seconds < 8) return t('moment');
      if (seconds < 58) return t('seconds', { count: Math.ceil(seconds / 5) * 5 });
      return seconds < 3_400 ? t('minutes', { count: Math.round(seconds / 60) }) : t('hours', { count: Math.round(seconds / 3_600) });
    };
    return { bytes, left };
  }, [format, t]);
}
