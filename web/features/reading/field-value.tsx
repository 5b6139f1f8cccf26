'use client';
import { useTranslations } from 'next-intl';
import { Details } from '../../components/ui/details.tsx';
import { phraseOf } from '../../fhir/phrase.ts';
import { readingOf } from '../../fhir/reading.ts';
import { readJson } from '../../fhir/written-json.ts';
import { ReadingView } from './resource-view.tsx';
import { usePhraseWords } from './words.ts';

/** Characters of a text that are shown at once. */
const SHORT = 600;

/** A value as a change of this path carries it: text, or the JSON of a part of a resource. */
export function FieldValue({ path, value }: { readonly path: string; readonly value: string }) {
  const t = useTranslations('element');
  const words = usePhraseWords();
  if (path !== 'text' && path !== 'title') {
    const read = /^[[{]/.test(value) ? readJson(`{"value":${value}}`) : undefined;
    const part = read && readingOf(read, words).main[0];
    if (part) return <ReadingView reading={part.reading} />;
    return <>{phraseOf(value, words)}</>;
  }
  if (value.length <= SHORT) return <>{value}</>;
  return (
    <>
      {`${value.slice(0, SHORT).toWellFormed()}…`}
      <Details summary={t('showAll')}>{value}</Details>
    </>
  );
}
