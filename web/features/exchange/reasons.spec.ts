import { describe, expect, it } from '@jest/globals';
import type { FhirProblem } from '@sealchart/sdk';
import { SealchartError, readFhir } from '@sealchart/sdk';
import { utf8 } from '@sealchart/protocol';
import { entryReason, fileReason } from './reasons.ts';

/** Reads a file as an import does: its problems, or why it cannot be read. */
const read = async (bytes: Uint8Array) => {
  const problems: FhirProblem[] = [];
  try {
    for await (const item of readFhir([bytes])) if (item.kind === 'problem') problems.push(item);
  } catch (error) {
    if (!(error instanceof SealchartError)) throw error;
    return { problems, refusal: { code: error.code, issues: error.issues } };
  }
  return { problems, refusal: undefined };
};

const bundle = (entry: string) => utf8(`{"resourceType":"Bundle","type":"collection","entry":[${entry}]}`);

describe('why a file cannot be read', () => {
  it.each([
    ['empty', utf8('')],
    ['compressed', Uint8Array.of(0x50, 0x4b, 3, 4, 0)],
    ['compressed', Uint8Array.of(0x1f, 0x8b, 8)],
    ['utf16', Uint8Array.of(0xff, 0xfe, 0x7b, 0)],
    ['list', utf8('[{"resourceType":"Patient"}]')],
    ['pdf', utf8('%PDF-1.7')],
    ['hl7', utf8('MSH|^~\\&|')],
    ['card', utf8('shc:/567')],
    ['cda', utf8('<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">')],
    ['xml', utf8('<Bundle xmlns="http://hl7.org/fhir">')],
    ['page', utf8('<!doctype html><title>Log in</title>')],
    ['short', utf8('{"resourceType":"Bundle","entry":[{"resource":')],
    ['noType', utf8('{"name":"x"}')],
    ['foreign', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
    ['foreign', utf8('date;value\n2020-01-01;5')],
    ['broken', utf8('{"resourceType":"Bundle","entry":[}')],
  ])('is told in words of its own: %s', async (reason, bytes) => {
    const { refusal } = await read(bytes);
    expect(refusal && fileReason(refusal)).toBe(reason);
  });

  it('is not laid on the file when something else refused', () => {
    expect(fileReason({ code: 'E_NETWORK' })).toBeUndefined();
  });
});

describe('why an entry is left out', () => {
  it.each([
    ['noResource', '{}'],
    ['unknownType', '{"resource":{"resourceType":"MedicationOrder"}}'],
    ['noType', '{"resource":{"id":"a"}}'],
    ['twice', '{"resource":{"resourceType":"Basic","id":"a","id":"b"}}'],
    ['wrongValue', '{"resource":{"resourceType":"Patient","birthDate":"yesterday"}}'],
    ['wrongValue', '{"resource":{"resourceType":"Patient","active":"yes"}}'],
    ['wrongValue', '{"resource":{"resourceType":"Patient","gender":null}}'],
    ['rule', `{"fullUrl":"${'a'.repeat(10_000)}","resource":{"resourceType":"Basic"}}`],
    ['deep', `{"resource":{"resourceType":"Basic","x":${'['.repeat(200)}${']'.repeat(200)}}}`],
    ['broken', '{"resource":{"resourceType":"Basic","id":"\\ud800"}}'],
    ['broken', '7'],
  ])('is told in words of its own: %s', async (reason, entry) => {
    const { problems } = await read(bundle(entry));
    expect(problems.map(({ rule }) => entryReason({ code: 'E_FHIR', rule }))).toEqual([reason]);
  });

  it('is the refusal itself when it could not be stored', () => {
    expect(entryReason({ code: 'E_QUOTA' })).toBe('refused');
  });
});
