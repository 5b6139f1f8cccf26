import { describe, expect, it } from '@jest/globals';
import { concatBytes, utf8 } from '@sealchart/protocol';
import type { FhirItem } from './items.ts';
import { readFhir } from './reader.ts';

async function read(text: string | Uint8Array): Promise<{ items: FhirItem[]; failure: unknown }> {
  const items: FhirItem[] = [];
  try {
    for await (const item of readFhir([typeof text === 'string' ? utf8(text) : text])) items.push(item);
  } catch (failure) {
    return { items, failure };
  }
  return { items, failure: undefined };
}

const entry = '{"resource":{"resourceType":"Basic"}}';
const head = '{"resourceType":"Bundle","entry":[';

describe('a source that is no FHIR JSON', () => {
  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['\uFEFF', 'it is no JSON object'],
    ['[]', 'it is a list; a file holds one Bundle or one resource'],
    ['"Patient"', 'it is no JSON object'],
    ['7', 'it is no JSON object'],
    ['null', 'it is no JSON object'],
    ['<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3">', 'it is a C-CDA document (XML); only FHIR R4 as JSON can be read'],
    ['<Patient xmlns="http://hl7.org/fhir">', 'it is FHIR as XML; only the JSON form can be read'],
    ['<!DOCTYPE html><html>', 'it is a web page; perhaps a login page was saved in place of the record'],
    ['<note/>', 'it is XML; only FHIR R4 as JSON can be read'],
    ['%PDF-1.7', 'it is a PDF; only FHIR R4 as JSON can be read'],
    ['MSH|^~\\&|', 'it is an HL7 version 2 message; only FHIR R4 as JSON can be read'],
    ['eyJ6aXAiOiJERUYi.x.y', 'it is a signed health card; only FHIR R4 as JSON can be read'],
    ['{}', 'it has no resourceType'],
    ['{"verifiableCredential":["x"]}', 'it has no resourceType'],
    ['{"resourceType":7}', 'it has no resourceType'],
  ])('%j is refused', async (text, detail) => {
    expect(await read(text)).toMatchObject({ items: [], failure: { code: 'E_FHIR', detail } });
  });

  it.each([
    [[0x1f, 0x8b, 0x08, 0], 'it is compressed; unpack it first'],
    [[0x50, 0x4b, 0x03, 0x04], 'it is compressed; unpack it first'],
    [[0xff, 0xfe, 0x7b, 0x00], 'it is text in UTF-16; save it as UTF-8'],
    [[0xef, 0x7b, 0x7d], 'it is no JSON object'],
  ])('bytes %j are refused', async (bytes, detail) => {
    expect(await read(Uint8Array.from(bytes))).toMatchObject({ items: [], failure: { code: 'E_FHIR', detail } });
  });
});

describe('a source that is broken between its entries', () => {
  it.each([
    [`${head}${entry}`, 1, 'the file ends too early, at byte 71, after entry[0]'],
    [`${head}${entry},`, 1, 'the file ends too early, at byte 72, after entry[0]'],
    [`${head}${entry},{"resource":{"resourceType":"Pat`, 1, 'the file ends too early, at byte 104, in entry[1]'],
    [`${head}${entry}]`, 1, 'the file ends too early, at byte 72, after entry[0]'],
    [head, 0, 'the file ends too early, at byte 34'],
    ['{"resourceType":"Patient","name":[', 0, 'the file ends too early, at byte 34'],
    ['{', 0, 'the file ends too early, at byte 1'],
    [`${head}${entry}${entry}]}`, 1, '"," or "]" is expected, at byte 71, after entry[0]'],
    [`${head}${entry},]}`, 1, 'an entry is expected, at byte 72, after entry[0]'],
    [`${head},${entry}]}`, 0, 'an entry or "]" is expected, at byte 34'],
    [`${head}${entry}],}`, 1, 'a key is expected, at byte 73, after entry[0]'],
    [`${head}{"resource":[}]}`, 0, 'a bracket is closed that is not open, at byte 47, in entry[0]'],
    ['{"resourceType" "Patient"}', 0, '":" is expected, at byte 16'],
    ['{resourceType:"Patient"}', 0, 'a key or "}" is expected, at byte 1'],
    ['{"resourceType":}', 0, 'a value is expected, at byte 16'],
    ['{"resourceType":"Patient" "id":"a"}', 0, '"," or "}" is expected, at byte 26'],
    ['{"a\\x":1}', 0, 'a key is not JSON or too long, at byte 6'],
    [`{"${'a'.repeat(2_000)}":1}`, 0, 'a key is not JSON or too long, at byte 2003'],
    [`${head}${entry}],"entry":[${entry}]}`, 1, 'the key entry occurs twice, at byte 80, after entry[0]'],
    [
      '{"resourceType":"Basic"}{"resourceType":"Basic"}',
      0,
      'there is text behind its end, at byte 24; a file holds one Bundle or one resource',
    ],
    [`{"entry":[${entry}],"resourceType":"Patient"}`, 1, 'it has the entries of a Bundle and another resourceType'],
    [`{"entry":[${entry}],"type":"collection"}`, 1, 'it has no resourceType'],
  ])('%s', async (text, complete, detail) => {
    const { items, failure } = await read(text);
    expect(failure).toMatchObject({ code: 'E_FHIR', detail });
    expect(items.map(({ kind }) => kind)).toEqual(Array.from({ length: complete }, () => 'entry'));
  });

  it('is refused at any byte where it is cut off', async () => {
    const whole = utf8(`${head}${entry},${entry}],"type":"collection"}`);
    for (let length = 0; length < whole.length; length += 1) {
      const { items, failure } = await read(whole.subarray(0, length));
      expect(failure).toMatchObject({ code: 'E_FHIR' });
      expect(items.every(({ kind }) => kind === 'entry')).toBe(true);
    }
    expect((await read(concatBytes(whole, utf8('\n')))).failure).toBeUndefined();
  });

  it('closes the source when it is refused, and when the reader is left', async () => {
    let closed = 0;
    async function* source(text: string): AsyncGenerator<Uint8Array> {
      try {
        yield utf8(text);
        yield utf8(entry);
      } finally {
        closed += 1;
      }
    }
    await expect(readFhir(source('<')).next()).rejects.toMatchObject({ code: 'E_FHIR' });
    expect(closed).toBe(1);
    for await (const item of readFhir(source(`${head}${entry},`))) {
      expect(item.kind).toBe('entry');
      break;
    }
    expect(closed).toBe(2);
  });
});
