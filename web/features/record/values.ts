'use client';
import type { FactValue } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useFormats } from '../../client/formats.ts';
import { unitWords } from '../../fhir/unit-words.ts';

/** Systolic and diastolic pressure, which are read as one. */
const PRESSURES: readonly (readonly [string, string])[] = [['8480-6', '8462-4']];
const MOST_DIGITS = 6;
/** More decimals than anybody measures come from a conversion: lists say as much as a reading has; the page of the entry has every digit. */
const MOST_DECIMALS = 3;
const SIGNIFICANT = 4;
/** More digits no formatter takes. */
const MOST_SIGNIFICANT = 21;

type Ranged = Pick<FactValue, 'value' | 'low' | 'high'>;

/** Numbers as people of this language write them, with the digits that were measured. */
export interface ValueTexts {
  readonly number: (value: Pick<FactValue, 'value' | 'written'>) => string;
  /** With its unit. */
  readonly value: (value: Pick<FactValue, 'value' | 'written' | 'unit'>) => string;
  /** All values of one measurement in one line. */
  readonly values: (values: readonly FactValue[]) => string;
  /** Undefined where there is no reference. */
  readonly range: (value: Pick<FactValue, 'low' | 'high'>) => string | undefined;
}

export function useValueTexts(): ValueTexts {
  const t = useTranslations('record.range');
  const format = useFormats();
  return useMemo(() => {
    const number: ValueTexts['number'] = ({ value, written }) => {
      const digits = /^-?\d+(?:\.(\d+))?$/.exec(written);
      const count = digits?.[1]?.length ?? 0;
      if (count > MOST_DECIMALS)
        return format.number(value, {
          maximumSignificantDigits: Math.min(Math.max(SIGNIFICANT, written.split('.')[0]?.length ?? 0), MOST_SIGNIFICANT),
        });
      if (!digits) return format.number(value, { maximumSignificantDigits: MOST_DIGITS });
      return format.number(value, { minimumFractionDigits: count, maximumFractionDigits: count });
    };
    const withUnit = (text: string, unit: string | undefined) => {
      const words = unitWords(unit ?? '');
      return words === '' ? text : `${text}\u00a0${words}`;
    };
    const value: ValueTexts['value'] = (item) => withUnit(number(item), item.unit);
    const values: ValueTexts['values'] = (items) => {
      const pair = pairOf(items);
      if (pair) return withUnit(`${number(pair[0])}/${number(pair[1])}`, pair[0].unit);
      return items.map((item) => (item.display === undefined ? value(item) : `${item.display} ${value(item)}`)).join(', ');
    };
    const bound = (limit: number) => format.number(limit, { maximumFractionDigits: MOST_DIGITS });
    const range: ValueTexts['range'] = ({ low, high }) => {
      if (low !== undefined && high !== undefined) return t('between', { low: bound(low), high: bound(high) });
      if (low !== undefined) return t('from', { low: bound(low) });
      return high === undefined ? undefined : t('upTo', { high: bound(high) });
    };
    return { number, value, values, range };
  }, [format, t]);
}

/** How a value stands to its reference; undefined inside of it, and without one. */
export function flagOf({ value, low, high }: Ranged): 'low' | 'high' | undefined {
  if (low !== undefined && value < low) return 'low';
  return high !== undefined && value > high ? 'high' : undefined;
}

/** The first value outside of its reference. */
export function flagOfAll(values: readonly Ranged[]): 'low' | 'high' | undefined {
  return values.map(flagOf).find((flag) => flag !== undefined);
}

function pairOf(values: readonly FactValue[]): readonly [FactValue, FactValue] | undefined {
  for (const codes of PRESSURES) {
    const [first, second] = codes.map((code) => values.find((value) => value.code === code));
    if (first && second && values.length === 2 && first.unit === second.unit) return [first, second];
  }
  return undefined;
}
