import * as z from 'zod/mini';
import { AccountId, BlobId, ElementId, Fingerprint, Hash, PrincipalId, SectionId } from '../ids.ts';
import { ADDENDA, AUDIENCE_ENTRIES, BLOBS, ELEMENT_VERSIONS } from '../limits.ts';
import { Instant } from '../time.ts';
import { statementFields } from './signed-statement.ts';

export const ELEMENT_MANIFEST = 'sealchart/v1/element-manifest';

/** Each with the rights of those before it; `owner` is the record's owner and nobody else. */
export const ROLES = ['viewer', 'editor', 'manager', 'owner'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Strictly ascending by the ASCII bytes of a key: sorted, and none twice. */
const isAscending = (keys: readonly string[]): boolean => keys.every((key, i) => i === 0 || (keys[i - 1] ?? '') < key);

const Version = z.int().check(z.minimum(1), z.maximum(ELEMENT_VERSIONS));

/** One reader: who, with which right, and to which encryption subkey its key packet is made. */
export const AudienceEntry = z.strictObject({
  principal: PrincipalId,
  role: Role,
  /** Of a keyring; 0 for accounts. */
  epoch: z.int().check(z.minimum(0)),
  /** Of the encryption subkey. */
  fingerprint: Fingerprint,
  /** From then on the entry has no rights. */
  until: z.optional(Instant),
  /** Entitles to every earlier version. */
  history: z.optional(z.literal(true)),
  /** SHA-256 of the key packet; compulsory for RSA recipients, so that a server cannot use the client as an oracle. */
  packetHash: z.optional(Hash),
  historyPackets: z.optional(
    z.array(z.strictObject({ contentVersion: Version, packetHash: Hash })).check(
      z.maxLength(ELEMENT_VERSIONS),
      z.refine((list) => list.every((p, i) => i === 0 || (list[i - 1]?.contentVersion ?? 0) < p.contentVersion), 'not sorted'),
    ),
  ),
});
export type AudienceEntry = z.infer<typeof AudienceEntry>;

export const Audience = z.array(AudienceEntry).check(
  z.maxLength(AUDIENCE_ENTRIES),
  z.refine((list) => isAscending(list.map((entry) => entry.principal)), 'not sorted by principal, or one twice'),
);
export type Audience = z.infer<typeof Audience>;

/** What ties the manifest to its data packet. */
export const ContentReference = z.strictObject({
  contentVersion: Version,
  /** SHA-256 of the data packet as stored. */
  dataHash: Hash,
  /** Bytes of the data packet as stored. */
  dataLength: z.int().check(z.minimum(1)),
  /** Bytes of the padded plaintext. */
  sizeClass: z.int().check(z.minimum(1)),
  keyCommitment: Hash,
  openHash: Hash,
  addenda: z.strictObject({ count: z.int().check(z.minimum(0), z.maximum(ADDENDA)), head: Hash }),
  blobs: z.array(z.strictObject({ blobId: BlobId, length: z.int().check(z.minimum(1)), hash: Hash })).check(
    z.maxLength(BLOBS),
    z.refine((list) => isAscending(list.map((blob) => blob.blobId)), 'not sorted by blobId, or one twice'),
  ),
});
export type ContentReference = z.infer<typeof ContentReference>;

/** The signed statement that names a version of an element, its audience and the hash of its data packet. */
export const ElementManifest = z.strictObject({
  ...statementFields(ELEMENT_MANIFEST),
  kind: z.enum(['content', 'access', 'erase']),
  elementId: ElementId,
  recordId: AccountId,
  sectionId: z.optional(SectionId),
  version: Version,
  previous: z.nullable(Hash),
  audience: Audience,
  content: z.optional(ContentReference),
});
export type ElementManifest = z.infer<typeof ElementManifest>;

/** The order in which audience entries, slots and blobs stand: by the ASCII bytes of their key. */
export function compareAscii(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
