import { describe, expect, it } from '@jest/globals';
import { ELEMENT_BYTES, utf8 } from '@sealchart/protocol';
import * as fc from 'fast-check';
import type { FhirItem, FhirSource } from './items.ts';
import { readFhir } from './reader.ts';

const PATIENT = '{"resourceType":"Patient","id":"p1","birthDate":"1970-01-01"}';
const WEIGHT = '{"resourceType":"Observation","status":"final","code":{"text":"Weight"},"valueQuantity":{"value":70.50}}';

async function read(text: string | Uint8Array, size = Infinity): Promise<{ items: FhirItem[]; source: FhirSource }> {
  const bytes = typeof text === 'string' ? utf8(text) : text;
  const chunks = function* (): Generator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, Math.min(i + size, bytes.length));
  };
  const reader = readFhir(chunks());
  const items: FhirItem[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { items, source: next.value };
    items.push(next.value);
  }
}

/** `ok` for an entry, where and why for a problem. */
const brief = ({ items }: { items: FhirItem[] }): string[] =>
  items.map((item) => (item.kind === 'entry' ? `${item.index} ok` : `${String(item.index)} ${item.path} ${item.reason}`));

describe('a source with one resource a line', () => {
  it('is read line by line, with numbers as written', async () => {
    const { items, source } = await read(`${PATIENT}\n${WEIGHT}\n`);
    expect(source).toEqual({ form: 'ndjson', items: 2 });
    expect(items).toMatchObject([
      { kind: 'entry', index: 0, resourceType: 'Patient', id: 'p1', body: PATIENT },
      { kind: 'entry', index: 1, resourceType: 'Observation', body: WEIGHT },
    ]);
  });

  it.each([
    ['without a line break at its end', `${PATIENT}\n${WEIGHT}`],
    ['with line breaks of Windows', `${PATIENT}\r\n${WEIGHT}\r\n`],
    ['with empty lines', `\n \r\n${PATIENT}\n\n\t\n${WEIGHT}\n\n`],
    ['with white space around the resources', ` ${PATIENT} \n\t${WEIGHT.replaceAll(',', ' , ')} \n`],
    ['behind a byte order mark', `\uFEFF${PATIENT}\n${WEIGHT}\n`],
  ])('may be %s', async (_, text) => {
    for (const size of [1, 7, Infinity]) {
      const read1 = await read(text, size);
      expect(read1.source).toEqual({ form: 'ndjson', items: 2 });
      expect(read1.items).toMatchObject([{ body: PATIENT }, { body: WEIGHT }]);
    }
  });

  it('reads the same however it is cut into chunks', async () => {
    const text = `${PATIENT}\n\n{"resourceType":"Patient",}\n${WEIGHT}\r\n[]\n${PATIENT}`;
    const whole = await read(text);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (size) => expect(await read(text, size)).toEqual(whole)),
      { numRuns: 40 },
    );
  });

  it('names the line of what is no resource and reads the others', async () => {
    const bad = [
      '{"resourceType":"Patient",}',
      '{"resourceType":"Patient"',
      '{"resourceType":"Patient"}}',
      `${PATIENT} ${PATIENT}`,
      'null',
      '[]',
      '"x',
      '{"resourceType":"Starship"}',
      '{"id":"1"}',
      '{"resourceType":"Patient","birthDate":"yesterday"}',
      '{"resourceType":"Patient","id":"a","id":"b"}',
    ];
    const result = await read([PATIENT, '', ...bad, WEIGHT].join('\n'));
    expect(result.source.items).toBe(bad.length + 2);
    const lines = brief(result);
    expect(lines[0]).toBe('0 ok');
    expect(lines.at(-1)).toBe(`${bad.length + 1} ok`);
    expect(lines.slice(1, -1).map((line) => /^\d+ line (\d+)/.exec(line)?.[1])).toEqual(bad.map((_, i) => String(i + 3)));
    expect(lines[10]).toBe('10 line 12: birthDate is no date of R4');
    expect(lines[8]).toBe('8 line 10: resourceType is Starship, which is no resource type of R4');
  });

  it('has a first line that is broken as any other', async () => {
    expect(brief(await read(`{"resourceType":"Patient",}\n${PATIENT}\n`))).toEqual(['0 line 1 is not valid JSON', '1 ok']);
    expect(brief(await read(`\n{"id":"x"}\n${PATIENT}\n`))).toEqual(['0 line 2 it has no resourceType', '1 ok']);
    expect(brief(await read(`{"resourceType":"Patient"]}\n${PATIENT}`, 3))).toEqual(['0 line 1 is not valid JSON', '1 ok']);
  });

  it('has a line that is not UTF-8 named', async () => {
    const bytes = new Uint8Array([...utf8(`${PATIENT}\n{"resourceType":"Patient","id":"`), 0xff, ...utf8(`"}\n${WEIGHT}`)]);
    expect(brief(await read(bytes))).toEqual(['0 ok', '1 line 2 is not valid UTF-8', '2 ok']);
  });

  it('refuses a line above the limit as that entry, first or later', async () => {
    const large = `{"resourceType":"Binary","contentType":"text/plain","data":"${'A'.repeat(ELEMENT_BYTES)}"}`;
    const deep = `{"resourceType":"Basic","extension":${'['.repeat(80)}${']'.repeat(80)}}`;
    const lines = brief(await read([large, PATIENT, large, deep, WEIGHT].join('\n'), 65_536));
    expect(lines[0]).toMatch(/^0 line 1 is larger than \d+ bytes/);
    expect(lines[2]).toMatch(/^2 line 3 is larger than \d+ bytes/);
    expect(lines[3]).toMatch(/^3 line 4 is nested deeper/);
    expect([lines[1], lines[4]]).toEqual(['1 ok', '4 ok']);
  });
});

describe('what is no such source', () => {
  it('stays a single resource, pretty or on one line', async () => {
    const pretty = JSON.stringify(JSON.parse(PATIENT), undefined, 2);
    for (const text of [PATIENT, `${PATIENT}\n`, `\n${PATIENT}\r\n\n`, pretty]) {
      expect((await read(text, 5)).source).toEqual({ form: 'resource', items: 1 });
    }
  });

  it('stays a Bundle, on one line or many', async () => {
    const bundle = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${PATIENT}},\n{"resource":${WEIGHT}}\n,{"resource":${PATIENT}}\n]}\n`;
    for (const size of [1, 13, Infinity]) {
      expect((await read(bundle, size)).source).toEqual({ form: 'bundle', items: 3, bundleType: 'collection' });
    }
  });

  it('is refused where something stands behind a Bundle, or behind a resource over several lines', async () => {
    const bundle = `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${PATIENT}}]}`;
    const pretty = JSON.stringify(JSON.parse(PATIENT), undefined, 2);
    for (const text of [`${bundle}\n${PATIENT}`, `${pretty}\n${pretty}`, `${PATIENT}\n[]`, `${PATIENT} ${PATIENT}`]) {
      for (const size of [1, Infinity]) await expect(read(text, size)).rejects.toMatchObject({ code: 'E_FHIR' });
    }
  });

  it('is refused where it is broken and no line follows', async () => {
    for (const text of ['{"resourceType":"Patient",', '{"resourceType":"Patient"]', `{\n"resourceType":}\n${PATIENT}`]) {
      await expect(read(text)).rejects.toMatchObject({ code: 'E_FHIR' });
    }
  });
});
