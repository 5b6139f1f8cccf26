'use client';
import { useTranslations } from 'next-intl';
import { Details } from '../../components/ui/details.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { Part, Reading } from '../../fhir/reading.ts';
import { hasModifier, readingOf } from '../../fhir/reading.ts';
import type { JsonObject } from '../../fhir/written-json.ts';
import { useLabel, usePhraseWords } from './words.ts';

/** A FHIR resource as people read it: labelled phrases, text only. */
export function ResourceView({ resource }: { readonly resource: JsonObject }) {
  const t = useTranslations('element');
  const words = usePhraseWords();
  const { main, more } = readingOf(resource, words);
  return (
    <div className="space-y-4">
      {hasModifier(resource) && <Notice kind="warn">{t('modifier')}</Notice>}
      <Parts parts={main} />
      {more.length > 0 && (
        <Details summary={t('moreDetails')}>
          <Parts parts={more} />
        </Details>
      )}
    </div>
  );
}

function Parts({ parts, isNested = false }: { readonly parts: readonly Part[]; readonly isNested?: boolean }) {
  const label = useLabel();
  return (
    <dl className="space-y-3">
      {parts.map(({ name, reading }) => (
        <div key={name} className={isNested ? '' : 'grid gap-x-4 sm:grid-cols-[minmax(8rem,11rem)_minmax(0,1fr)]'}>
          <dt className={`text-muted ${isNested ? 'text-sm' : ''}`}>{label(name)}</dt>
          <dd className="min-w-0">
            <ReadingView reading={reading} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One value of a resource. */
export function ReadingView({ reading }: { readonly reading: Reading }) {
  if (reading.kind === 'phrase') return <span className="break-words whitespace-pre-wrap">{reading.text}</span>;
  if (reading.kind === 'parts') {
    return (
      <div className="border-l-2 border-line pl-3">
        <Parts parts={reading.parts} isNested />
      </div>
    );
  }
  return (
    <ul className="space-y-2">
      {reading.items.map((item, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- items of a resource have no identity but their place
        <li key={place}>
          <ReadingView reading={item} />
        </li>
      ))}
    </ul>
  );
}
