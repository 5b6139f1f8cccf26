import { AccountId, Audience, Author, ContentReference, ElementId, Hash, Instant, OpenFields, b64u, entryOf } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { ElementSummary } from '../../client-api/elements.ts';
import type { ResourceFacts } from '../../fhir/facts.ts';

const Version = z.int().check(z.minimum(1));
/** Where addenda stood when a version brought some: how many there were then, and who wrote that version. */
const AddendumHead = z.strictObject({ count: z.int(), head: Hash, author: Author, contentVersion: Version });
export type AddendumHead = z.infer<typeof AddendumHead>;

/** Derived on this device and sealed by it: the parts that are read without asking are looked at. */
const isFacts = (value: unknown): boolean => {
  const { resourceType, codes, values } = (value ?? {}) as Partial<ResourceFacts>;
  return typeof resourceType === 'string' && Array.isArray(codes) && Array.isArray(values);
};

/** What lists show of an element; made when its content was last opened and proven. */
export const Summary = z.strictObject({
  schema: z.string(),
  title: z.string(),
  date: z.optional(z.string()),
  open: OpenFields,
  /** Place in the file that it was imported from; exports keep that order. */
  source: z.optional(z.strictObject({ importId: b64u(16, 16), index: z.int(), fileHash: z.optional(Hash) })),
  /** By what an import knows the content again. Absent in what an older release kept. */
  resource: z.optional(z.strictObject({ id: z.optional(z.string()), fullUrl: z.optional(z.string()), hash: Hash })),
  /** Of a FHIR resource; absent in what an older release kept. */
  facts: z.optional(z.custom<ResourceFacts>(isFacts)),
  /** By what it is found; absent in what an older release kept. */
  text: z.optional(z.string()),
});
export type Summary = z.infer<typeof Summary>;

/** The last verified state of an element, sealed in the store: only manifests behind it are verified again. */
export const StoredElement = z.strictObject({
  state: z.strictObject({
    elementId: ElementId,
    recordId: AccountId,
    version: Version,
    manifestHash: Hash,
    audience: Audience,
    content: ContentReference,
    contentAuthor: Author,
  }),
  /** When the content was signed, as its author says. */
  contentAt: Instant,
  /** Proven author of the newest manifest, and when they say they signed it. */
  changedBy: AccountId,
  changedAt: Instant,
  /** Of each author the sequence of the newest key they signed with: along a chain keys only move forward. */
  keySequences: z.record(AccountId, z.int()),
  /** Of every content version that brought addenda, oldest first: none may be missing later. */
  addenda: z.array(AddendumHead),
  /** How many of the addenda this device has proven by their own statements; absent: none. */
  provenAddenda: z.optional(z.int()),
  /** The newest version that only a key given up as compromised vouches for, and whose key that is: such an element is not shown. */
  unconfirmed: z.optional(z.strictObject({ account: AccountId, version: Version })),
  /**
   * The version that the record's owner vouched for where nothing else did, and the sequence that introduced the key of that
   * anchor: a proof that was found once is not asked for again.
   */
  anchored: z.optional(z.strictObject({ version: Version, keySince: z.int() })),
  /** A later version that was verified, and whose content this device has not opened: the server must not show less. */
  ahead: z.optional(z.strictObject({ version: Version, manifestHash: Hash })),
  summary: z.optional(Summary),
  /** No longer shared with this account; the state is kept, so that an older one is noticed if it ever comes back. */
  gone: z.optional(z.literal(true)),
});
export type StoredElement = z.infer<typeof StoredElement>;

/** An element whose content was proven: only such are shown. */
export type ShownElement = StoredElement & { readonly summary: Summary };

/** Where the sealed store keeps elements. */
export const ELEMENTS = 'element/';

/** Key of one element's entry in the sealed store. */
export function elementKey(elementId: string): string {
  return `${ELEMENTS}${elementId}`;
}

/** Whether lists show it: proven, readable, and not one of the account's own notes such as verifications. */
export function isShown(stored: StoredElement): stored is ShownElement {
  return stored.gone === undefined && stored.summary !== undefined && !stored.summary.schema.startsWith('sealchart/');
}

/** A stored element as lists show it to the account. */
export function toSummary({ state, summary, contentAt }: ShownElement, accountId: string): ElementSummary {
  const entry = entryOf(state.audience, accountId);
  return {
    elementId: state.elementId,
    recordId: state.recordId,
    version: state.version,
    contentVersion: state.content.contentVersion,
    schema: summary.schema,
    title: summary.title,
    ...(summary.date === undefined ? {} : { date: summary.date }),
    author: state.contentAuthor.account,
    authoredAt: contentAt,
    role: entry?.role ?? 'viewer',
    readers: state.audience.length,
    open: summary.open,
    addenda: state.content.addenda.count,
    ...(entry?.until === undefined ? {} : { until: entry.until }),
    ...(summary.facts === undefined ? {} : { facts: summary.facts }),
  };
}
