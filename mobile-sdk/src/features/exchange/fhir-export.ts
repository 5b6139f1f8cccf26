import { SealchartError } from '@sealchart/protocol';
import type { OnProgress } from '../../client-api/edits.ts';
import type { Person } from '../../client-api/people.ts';
import type { BundleEntry } from '../../fhir/bundle-writer.ts';
import { writeBundle } from '../../fhir/bundle-writer.ts';
import { documentOf } from '../../fhir/note-document.ts';
import type { AuthorCheck, ProvenAuthor } from '../../fhir/provenance.ts';
import { isOwnProvenance, provenanceOf } from '../../fhir/provenance.ts';
import { remarksOf } from '../elements/addenda.ts';
import { FHIR_SCHEMA, NOTE_SCHEMA } from '../elements/content-opening.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { ProvenElement } from '../elements/opening.ts';
import { elementUrl } from './element-url.ts';
import type { ProvenView } from './proven-elements.ts';
import { provenElements } from './proven-elements.ts';

export interface FhirExportOptions {
  /** Default: true. */
  readonly provenance?: boolean | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Writes the FHIR resources and notes of the own record, or the named elements, as one Bundle of type collection, in the order of
 * import: each resource's text as it was sealed, with its `fullUrl`; a note as a `DocumentReference`; behind each, unless `provenance`
 * is false, a `Provenance` with its proven author, time and addenda. Every element is proven before it is written.
 * Throws in the middle of the stream when one is refused: a bundle that ends is whole.
 *
 * [Note: Addresses of an export] Where something has no `fullUrl` of its own, its `Provenance` could not name it: then
 * it gets the one that follows from its element id. So does what has the `fullUrl` of something in front of it, because a proof must
 * not be taken for that of another resource, and whoever may edit an element chooses its `fullUrl`. The text of the resource stays as it is.
 */
export function exportFhir(
  context: ElementsContext,
  elementIds?: readonly string[],
  options: FhirExportOptions = {},
): AsyncGenerator<string, void, void> {
  return writeBundle(entriesOf(context, elementIds, options));
}

async function* entriesOf(
  context: ElementsContext,
  elementIds: readonly string[] | undefined,
  { provenance = true, onProgress }: FhirExportOptions,
): AsyncGenerator<BundleEntry, void, void> {
  const people = new Map<string, Person>();
  const urls = new Set<string>();
  for await (const element of provenElements(context, { elementIds, onProgress })) {
    const entry = entryOf(element);
    const { elementId } = element.content;
    const isTaken = provenance && entry.fullUrl !== undefined && urls.has(entry.fullUrl);
    const needsName = provenance || element.content.schema === NOTE_SCHEMA;
    const own = isTaken ? undefined : entry.fullUrl;
    const fullUrl = own ?? (needsName ? elementUrl(elementId) : undefined);
    if (fullUrl !== undefined) urls.add(fullUrl);
    yield { body: entry.body, ...(fullUrl === undefined ? {} : { fullUrl }) };
    if (provenance && fullUrl !== undefined) yield { body: await provenanceText(element, fullUrl, people) };
  }
}

function entryOf({ content: { elementId, schema, title, body, source } }: ProvenElement): BundleEntry {
  if (schema === NOTE_SCHEMA) return { body: documentOf({ title, text: body }) };
  if (!schema.startsWith(FHIR_SCHEMA)) throw new SealchartError('E_FHIR', { detail: `${elementId} is ${schema}` });
  requireResource(elementId, body);
  return source?.fullUrl === undefined ? { body } : { body, fullUrl: source.fullUrl };
}

/**
 * A body may come from another person: what is no resource would spoil the bundle, and what looks like the proofs that an export adds
 * would be taken for one. `E_FHIR` with the element's name, so that the others can be exported without it.
 */
function requireResource(elementId: string, body: string): void {
  let isProof: boolean;
  try {
    isProof = isOwnProvenance(body);
  } catch (cause) {
    throw new SealchartError('E_FHIR', { detail: `${elementId} is no FHIR resource`, cause });
  }
  if (isProof) {
    throw new SealchartError('E_FHIR', { detail: `${elementId} passes itself off as a proof that an export added` });
  }
}

async function provenanceText(
  { context: { session, directory }, stored, content }: ProvenView,
  target: string,
  people: Map<string, Person>,
): Promise<string> {
  const remarks = await remarksOf(session.instance.instanceId, content);
  const { account } = stored.state.contentAuthor;
  const unknown = [account, ...remarks.map(({ author }) => author)].filter((accountId) => !people.has(accountId));
  for (const [accountId, person] of await directory.persons([...new Set(unknown)])) people.set(accountId, person);
  const authorOf = (accountId: string): ProvenAuthor => ({ accountId, name: people.get(accountId)?.name ?? '' });
  return provenanceOf({
    target,
    author: authorOf(account),
    hasRemarked: stored.addenda.at(-1)?.contentVersion === stored.state.content.contentVersion,
    check: account === session.account.accountId ? 'self' : CHECKS[people.get(account)?.state ?? 'unverified'],
    recorded: stored.contentAt,
    remarks: remarks.map(({ author, authoredAt, text }) => ({ author: authorOf(author), time: authoredAt, text })),
  });
}

const CHECKS: Readonly<Record<Person['state'], AuthorCheck>> = {
  verified: 'compared',
  unverified: 'not-compared',
  changed: 'key-changed',
};
