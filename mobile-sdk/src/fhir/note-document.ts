import { fromUtf8, utf8 } from '@sealchart/protocol';
import { isLoose, property, tidy, valueAt } from './summary-text.ts';

/** System of the tag by which a note of Sealchart is known among other documents. */
const NOTE_SYSTEM = 'urn:sealchart:note';
const NOTE_TYPE = 'text/plain; charset=utf-8';

/** A text note outside FHIR. */
export interface Note {
  readonly title: string;
  readonly text: string;
}

/** A note as a FHIR R4 `DocumentReference` with its text as attachment: the same note gives the same text. */
export function documentOf({ title, text }: Note): string {
  const description = tidy(title);
  return JSON.stringify({
    resourceType: 'DocumentReference',
    meta: { tag: [{ system: NOTE_SYSTEM, code: 'note' }] },
    status: 'current',
    ...(description === undefined ? {} : { description }),
    // An attachment without a byte is no valid base64Binary of FHIR.
    content: [
      { attachment: { contentType: NOTE_TYPE, ...(text === '' ? { title: 'empty' } : { data: toBase64(utf8(text.toWellFormed())) }) } },
    ],
  });
}

/** The note that `documentOf` wrote; undefined for any other document. */
export function noteOf(body: string): Note | undefined {
  try {
    const document: unknown = JSON.parse(body);
    const [title, data] = [property(document, 'description') ?? '', valueAt(document, 'content.attachment.data') ?? ''];
    if (!isLoose(document) || typeof title !== 'string' || typeof data !== 'string') return undefined;
    const note = { title, text: fromUtf8(fromBase64(data)) };
    return documentOf(note) === body ? note : undefined;
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8_192) binary += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
