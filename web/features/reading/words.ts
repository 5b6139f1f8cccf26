'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useDates } from '../../client/dates.ts';
import { canHaveText } from '../../client/text-keys.ts';
import { stemOf, stepsOf, wordsOfName } from '../../fhir/member-names.ts';
import type { PhraseWords } from '../../fhir/phrase.ts';

/** How this language says what FHIR writes. */
export function usePhraseWords(): PhraseWords {
  const t = useTranslations('element');
  const dates = useDates();
  return useMemo(
    () => ({
      yes: t('yes'),
      no: t('no'),
      date: dates.fhir,
      code: (code) => (canHaveText(code) && t.has(`codes.${code}`) ? t(`codes.${code}`) : code),
      period: (start, end) => {
        if (start !== undefined && end !== undefined) return t('period.both', { start, end });
        if (start !== undefined) return t('period.since', { start });
        return end === undefined ? '' : t('period.until', { end });
      },
      nameless: (type) => {
        const name = type.charAt(0).toLowerCase() + type.slice(1);
        const isNamed = canHaveText(name) && t.has(`labels.${name}`);
        return type === '' ? t('nameless') : t('namelessOf', { type: isNamed ? t(`labels.${name}`) : wordsOfName(name) });
      },
      attachment: (name, type) => t('attachment', { name: name || t('unnamed'), type }),
    }),
    [t, dates],
  );
}

/** Names members of a resource in this language. */
export function useLabel(): (name: string) => string {
  const t = useTranslations('element');
  return useMemo(
    () => (name) => {
      const stem = stemOf(name);
      return canHaveText(stem) && t.has(`labels.${stem}`) ? t(`labels.${stem}`) : wordsOfName(stem);
    },
    [t],
  );
}

/** Names a place in a content, such as `dosage[0].text`: "Dosage 1, Text". */
export function usePathLabel(): (path: string) => string {
  const label = useLabel();
  return useMemo(
    () => (path) =>
      stepsOf(path)
        .reduce<string[]>((words, step) => {
          // The first of a list is mostly the only one; that a part has a text goes without saying.
          if (step === 1 || (step === 'text' && words.length > 0)) return words;
          if (typeof step === 'number') return [...words.slice(0, -1), `${words.at(-1) ?? ''} ${step}`];
          return [...words, label(step)];
        }, [])
        .join(', '),
    [label],
  );
}
