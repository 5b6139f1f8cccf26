'use client';
import type { ElementSummary } from '@sealchart/sdk';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { canHaveText } from '../../client/text-keys.ts';
import type { Kind } from './kinds.ts';
import { useRowDate } from './row-date.ts';
import { useValueTexts } from './values.ts';

/** What stands below the name of an entry, by its kind, in reading order. */
export function useFactsLine(): (element: ElementSummary, kind: Kind) => readonly string[] {
  const t = useTranslations('record');
  const dateOf = useRowDate();
  const texts = useValueTexts();
  return useCallback(
    ({ facts, date }, kind) => {
      if (!facts) return [];
      const { dose, reason, performer, severity, end, values, interpretation } = facts;
      const until = end !== undefined && end.slice(0, 10) !== date?.slice(0, 10) ? t('row.until', { date: dateOf(end) }) : undefined;
      const grade = severity !== undefined && canHaveText(severity) && t.has(`severity.${severity}`) ? t(`severity.${severity}`) : severity;
      const range = values.length === 1 && values[0] ? texts.range(values[0]) : undefined;
      const parts: Readonly<Record<Kind, readonly (string | undefined)[]>> = {
        medications: [dose, reason, until, performer],
        allergies: [grade, until],
        conditions: [grade, until, performer],
        vaccinations: [performer, reason],
        measurements: [range === undefined ? undefined : t('row.range', { range }), interpretation],
        procedures: [reason, performer],
        visits: [reason, performer],
        documents: [performer, reason],
        notes: [],
        other: [reason, performer, until],
      };
      return parts[kind].filter((part) => part !== undefined);
    },
    [t, dateOf, texts],
  );
}
