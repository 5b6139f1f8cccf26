import { ELEMENT_BYTES, NAME_CHARACTERS, SealchartError, fromUtf8 } from '@sealchart/protocol';
import type { Draft, FhirEntry, FhirProblem } from '@sealchart/sdk';
import { readFhir, summarizeResource } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import { isTextObject, parseJsonText } from './json-text.ts';

/** Characters of a note's first line that become its title. */
const TITLE_CHARACTERS = 80;

/** Everything of a source; rejects with `E_LIMIT` when it is larger than an element can be. */
export async function readAll(source: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > ELEMENT_BYTES) throw new SealchartError('E_LIMIT', { detail: `an element holds at most ${ELEMENT_BYTES} bytes` });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * What the bytes are: a FHIR R4 resource when they are a JSON object that names its type, else a note. Rejects with
 * `E_FHIR` for a resource that is none, a bundle or something that is not text, with `E_USAGE` for an empty note.
 */
export async function draftOf(bytes: Uint8Array, title: string | undefined): Promise<Draft> {
  const text = readText(bytes);
  const object = parseJsonText(text);
  if (isTextObject(object) && typeof object.resourceType === 'string') return resourceDraft(bytes, object.resourceType, title);
  if (text.trim() === '') throw new SealchartError('E_USAGE', { detail: 'there is nothing in it' });
  return { schema: 'text/plain', title: titleOf(title ?? text.trim().split('\n', 1)[0] ?? ''), body: text };
}

async function resourceDraft(bytes: Uint8Array, type: string, title: string | undefined): Promise<Draft> {
  if (type === 'Bundle') throw new SealchartError('E_FHIR', { detail: 'a bundle holds many elements: use import' });
  const items: (FhirEntry | FhirProblem)[] = [];
  for await (const item of readFhir([bytes])) items.push(item);
  const problems = items.filter((item) => item.kind === 'problem');
  if (problems.length > 0) {
    throw new SealchartError('E_FHIR', { issues: problems.map(({ path, reason }) => ({ path, message: reason })) });
  }
  const entry = items.find((item) => item.kind === 'entry');
  if (!entry) throw new SealchartError('E_FHIR', { detail: 'there is no resource in it' });
  return { schema: `fhir/R4/${entry.resourceType}`, title: titleOf(title ?? summarizeResource(entry.body).title), body: entry.body };
}

/** Bytes as text. `E_FHIR` when they are no UTF-8. */
export function readText(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw new SealchartError('E_FHIR', { detail: 'it is not text in UTF-8', cause });
  }
}

function titleOf(text: string): string {
  const limit = Math.min(TITLE_CHARACTERS, NAME_CHARACTERS);
  const line = oneLine(text.trim());
  return line.length <= limit
    ? line
    : `${line
        .slice(0, limit - 1)
        .trimEnd()
        .toWellFormed()}…`;
}
