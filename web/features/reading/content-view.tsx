'use client';
import { useTranslations } from 'next-intl';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { measuredOf } from '../../fhir/measured.ts';
import { readJson, writeJson } from '../../fhir/written-json.ts';
import { MeasuredValues } from './measured-values.tsx';
import { ResourceView } from './resource-view.tsx';
import { usePhraseWords } from './words.ts';

interface Content {
  readonly schema: string;
  readonly body: string;
}

/** The content of an element as people read it: a note as its text, a resource part by part. Never as HTML. */
export function ContentView({ content: { schema, body } }: { readonly content: Content }) {
  const t = useTranslations('element');
  const words = usePhraseWords();
  const resource = schema.startsWith('fhir/') ? readJson(body) : undefined;
  if (!resource) return <p className="max-w-prose break-words whitespace-pre-wrap">{body}</p>;
  const { values, rest } = measuredOf(resource, words);
  return (
    <div className="space-y-5">
      {resource['resourceType'] === 'AllergyIntolerance' && resource['criticality'] === 'high' && (
        <Notice kind="warn" title={t('dangerous')} />
      )}
      {values.length > 0 && <MeasuredValues values={values} />}
      <ResourceView resource={rest} />
    </div>
  );
}

/** A resource as it is stored, every digit as written. */
export function RawContent({ content: { schema, body } }: { readonly content: Content }) {
  const t = useTranslations('element.raw');
  if (!schema.startsWith('fhir/')) return null;
  const resource = readJson(body);
  const text = resource ? writeJson(resource, 2) : body;
  return (
    <Details summary={t('show')}>
      <p className="mb-2 text-sm text-muted">{t('intro')}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <pre tabIndex={0} aria-label={t('label')} className="max-h-96 overflow-auto rounded-lg bg-sunken p-3 text-sm">
        {text}
      </pre>
      <div className="mt-3">
        <CopyButton text={body} />
      </div>
    </Details>
  );
}
