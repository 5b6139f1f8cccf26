import * as z from 'zod/mini';
import type { Bytes } from '../bytes.ts';
import { concatBytes, fromB64u, toB64u } from '../bytes.ts';
import { sha256, sha256B64u } from '../digest.ts';
import { SealchartError } from '../errors.ts';
import { parseForeign } from '../foreign-value.ts';
import { AccountId, BlobId, ElementId, Hash, InstanceId, b64u } from '../ids.ts';
import { jcsBytes, parseJcs } from '../jcs.ts';
import { ADDENDA, ATTACHMENTS, ELEMENT_BYTES, FHIR_URL_CHARACTERS } from '../limits.ts';
import { sizeClassOf } from '../padme.ts';
import { Author, SignedStatement } from './signed-statement.ts';

const SPACE = 0x20;

/** The few fields that stay in the clear, so that a server can help with them; everything else is sealed. */
export const OpenFields = z.strictObject({
  favourite: z.optional(z.boolean()),
  colour: z.optional(z.string().check(z.regex(/^#[0-9a-f]{6}$/))),
});
export type OpenFields = z.infer<typeof OpenFields>;

/** Where imported content came from; sealed with it. */
export const ContentSource = z.strictObject({
  /** 16 random bytes, the same for everything of one import. */
  importId: b64u(16, 16),
  /** SHA-256 of the file as it was read. */
  fileHash: Hash,
  /** Index of the entry in the file. */
  index: z.int().check(z.minimum(0)),
  /** `Bundle.entry.fullUrl` (FHIR R4 section 2.36), by which other resources refer to this one. */
  fullUrl: z.optional(z.string().check(z.maxLength(FHIR_URL_CHARACTERS))),
});
export type ContentSource = z.infer<typeof ContentSource>;

/** What the data packet holds: everything of an element that only its readers may know. */
export const ElementContent = z.strictObject({
  instance: InstanceId,
  elementId: ElementId,
  recordId: AccountId,
  contentVersion: z.int().check(z.minimum(1)),
  author: Author,
  /** What `body` is: `fhir/R4/<resource type>`, `text/plain`, or the context of a statement. */
  schema: z.string().check(z.regex(/^[A-Za-z0-9/._-]{1,100}$/)),
  title: z.string().check(z.maxLength(1_000)),
  /** Plain text, or the JSON text of the resource with number tokens as they were written. */
  body: z.string(),
  attachments: z
    .array(
      z.strictObject({
        blobId: BlobId,
        key: b64u(32, 32),
        salt: b64u(32, 16),
        size: z.int().check(z.minimum(0)),
        sha256: Hash,
        name: z.string().check(z.maxLength(255)),
        mediaType: z.string().check(z.maxLength(255)),
      }),
    )
    .check(z.maxLength(ATTACHMENTS)),
  addenda: z.array(SignedStatement).check(z.maxLength(ADDENDA)),
  /** Salts `openHash`, so that the server cannot guess what it hashes. */
  openSalt: b64u(16, 16),
  source: z.optional(ContentSource),
});
export type ElementContent = z.infer<typeof ElementContent>;

/** The padded plaintext of a data packet: JCS bytes, then spaces to the size class. Throws `E_LIMIT` above the limit. */
export function padContent(content: ElementContent): Bytes {
  const bytes = jcsBytes(content);
  const sizeClass = sizeClassOf(bytes.length);
  if (sizeClass > ELEMENT_BYTES) {
    throw new SealchartError('E_LIMIT', { detail: `an element holds at most ${ELEMENT_BYTES} bytes, this has ${sizeClass}` });
  }
  const padded = new Uint8Array(sizeClass).fill(SPACE);
  padded.set(bytes);
  return padded;
}

/** Reads a padded plaintext. Throws `E_FORMAT` unless padding, JCS form and schema are right. */
export function parseContent(padded: Uint8Array): ElementContent {
  let end = padded.length;
  while (end > 0 && padded[end - 1] === SPACE) end -= 1;
  if (sizeClassOf(end) !== padded.length) throw new SealchartError('E_FORMAT', { detail: 'padding' });
  const result = parseForeign(ElementContent, parseJcs(padded.subarray(0, end)));
  if (!result.success) throw new SealchartError('E_FORMAT', { detail: 'element content', cause: result.error });
  return result.data;
}

/** `openHash` of a manifest: SHA-256(openSalt ‖ JCS(open fields)), base64url. */
export function openHashOf(openSalt: string, open: OpenFields): Promise<string> {
  return sha256B64u(concatBytes(fromB64u(openSalt), jcsBytes(open)));
}

/** All heads of a list of addenda, from head_0 (32 zero bytes) on: head_n = SHA-256(head_(n-1) ‖ SHA-256(statement n)). */
export async function addendaHeads(addenda: readonly SignedStatement[]): Promise<string[]> {
  let head: Bytes = new Uint8Array(32);
  const heads = [toB64u(head)];
  for (const addendum of addenda) {
    head = await sha256(concatBytes(head, await sha256(fromB64u(addendum.statement))));
    heads.push(toB64u(head));
  }
  return heads;
}
