import { describe, expect, it } from '@jest/globals';
import { fromUtf8, utf8 } from '@sealchart/protocol';
import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeBundle } from './bundle-writer.ts';
import type { FhirEntry } from './items.ts';
import { readFhir } from './reader.ts';

const data = process.env['SEALCHART_DATA'] ?? '../shared/data';

/** A value with each number as the token that stands in the text. */
const parseTokens = (text: string): unknown =>
  JSON.parse(text, (_, value: unknown, context?: { source: string }) => (typeof value === 'number' ? { token: context?.source } : value));

interface Entry {
  readonly fullUrl?: string;
  readonly resource: unknown;
}

/** Entries of a Bundle reduced to what an import keeps, numbers as text. */
const entriesOf = (text: string): Entry[] =>
  (parseTokens(text) as { entry?: Entry[] }).entry?.map(({ fullUrl, resource }) => ({
    ...(fullUrl !== undefined && { fullUrl }),
    resource,
  })) ?? [];

/** Chunks of 1 to 7 bytes, then the rest in large ones: every border lies inside of something. */
function* chunksOf(bytes: Uint8Array, seed = 1): Generator<Uint8Array> {
  let from = 0;
  for (let step = seed; from < bytes.length; step += 1) {
    const size = from < 20_000 ? 1 + (step % 7) : 4_099;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

async function importAndExport(bytes: Uint8Array): Promise<string> {
  const entries: FhirEntry[] = [];
  for await (const item of readFhir(chunksOf(bytes))) {
    if (item.kind === 'problem') throw new Error(`${item.path} ${item.reason}`);
    entries.push(item);
  }
  return exported(entries);
}

async function exported(entries: Iterable<{ fullUrl?: string; body: string }>): Promise<string> {
  let text = '';
  for await (const chunk of writeBundle(entries)) text += chunk;
  return text;
}

const MADE_UP = `{ "resourceType": "Bundle", "type": "transaction", "entry": [
  { "fullUrl": "urn:uuid:1", "resource": { "resourceType": "Patient", "name": [ { "family": "Übergröße 😀\\n", "given": ["A\\u00e9", "B"] } ] },
    "request": { "method": "POST", "url": "Patient" } },
  { "fullUrl": "http://a.example/Observation/1", "resource": { "resourceType": "Observation", "status": "final", "subject": { "reference": "urn:uuid:1" },
    "valueQuantity": { "value": 1.50, "unit": "mg" }, "referenceRange": [ { "low": { "value": 0.0 }, "high": { "value": 1E+3 } } ] } },
  { "resource": { "resourceType": "Basic", "_created": { "id": "x" }, "extension": [ { "url": "u", "valueDecimal": -0.000100 } ] } } ] }`;

describe('import and export', () => {
  it('gives back every resource with its fullUrl, decimals as text', async () => {
    const text = await importAndExport(utf8(MADE_UP));
    expect(entriesOf(text)).toEqual(entriesOf(MADE_UP));
    expect(text).toContain('"value":1.50,');
    expect(text).toContain('"valueDecimal":-0.000100}');
    expect(JSON.parse(text)).toMatchObject({ resourceType: 'Bundle', type: 'collection' });
  });

  it('gives back the same text when what was exported is imported again', async () => {
    const once = await importAndExport(utf8(MADE_UP));
    expect(await importAndExport(utf8(once))).toBe(once);
  });

  it('writes a Bundle without entries without an empty list', async () => {
    expect(JSON.parse(await exported([]))).toEqual({ resourceType: 'Bundle', type: 'collection' });
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '{}',
    '{"resourceType":7}',
    '{"resourceType":"Basic"}},{"resource":{"resourceType":"Basic"}',
    '{"resourceType":"Basic"},1',
  ])('refuses to write %j as a resource', async (body) => {
    await expect(exported([{ body: '{"resourceType":"Basic"}' }, { body }])).rejects.toMatchObject({
      code: 'E_FHIR',
      detail: 'entry[1] is no resource',
    });
  });

  it('writes a fullUrl as data, whatever it holds', async () => {
    const fullUrl = '","resource":{"resourceType":"Patient"},"x":"';
    expect(entriesOf(await exported([{ fullUrl, body: '{"resourceType":"Basic"}' }]))).toEqual([
      { fullUrl, resource: { resourceType: 'Basic' } },
    ]);
  });

  if (existsSync(`${data}/synthea-r4`)) {
    it('[real input] gives back every resource of whole synthetic records', async () => {
      const files = readdirSync(`${data}/synthea-r4`).filter((name) => name.endsWith('.json'));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        const bytes = readFileSync(`${data}/synthea-r4/${file}`);
        const before = entriesOf(fromUtf8(bytes));
        expect(before.length).toBeGreaterThan(50);
        expect(entriesOf(await importAndExport(bytes))).toEqual(before);
      }
    });
  }

  if (existsSync(`${data}/ips`)) {
    it('[real input] gives back every resource of a patient summary', async () => {
      for (const file of readdirSync(`${data}/ips`).filter((name) => name.endsWith('.json'))) {
        const bytes = readFileSync(`${data}/ips/${file}`);
        const before = entriesOf(fromUtf8(bytes));
        expect(before.length).toBeGreaterThan(0);
        expect(entriesOf(await importAndExport(bytes))).toEqual(before);
      }
    });
  }
});

describe('any JSON in any chunks', () => {
  const number = fc.oneof(
    fc.constantFrom('0', '-0', '1.50', '1E3', '0.10e-2', '12345678901234567890.0'),
    fc.integer().map(String),
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}.${b}0`),
  );
  const string = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', '\\', '{', ']', ',', ' ', '\n') }));
  const space = fc.array(fc.constantFrom(' ', '\n', '\t', '\r'), { maxLength: 3 }).map((parts) => parts.join(''));
  const { value: json } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      number,
      string.map((text) => JSON.stringify(text)),
      fc.constantFrom('true', 'false', 'null'),
      tie('list'),
      tie('object'),
    ),
    list: fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([items, gap]) => `[${gap}${items.join(`${gap},${gap}`)}${gap}]`),
    object: fc
      .tuple(fc.uniqueArray(fc.tuple(string, tie('value')), { maxLength: 4, selector: ([key]) => key }), space)
      .map(([members, gap]) => `{${members.map(([key, item]) => `${gap}${JSON.stringify(key)}${gap}:${gap}${item}${gap}`).join(',')}}`),
  }));

  it('keeps equality, number tokens and string values, and drops the space', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(json, { maxLength: 4 }), space, fc.integer({ min: 1, max: 1_000 }), async (values, gap, seed) => {
        const resources = values.map((value) => `{${gap}"resourceType":"Basic"${gap},"unknown"${gap}:${value}${gap}}`);
        const text = `{${gap}"entry":${gap}[${resources.map((resource) => `${gap}{"resource":${resource}}${gap}`).join(',')}],"resourceType":"Bundle"}${gap}`;
        const bodies: string[] = [];
        for await (const item of readFhir(chunksOf(utf8(text), seed)))
          bodies.push(item.kind === 'entry' ? item.body : `${item.path} ${item.reason}`);
        expect(bodies.map(parseTokens)).toEqual(resources.map(parseTokens));
        // A second reading finds nothing left to drop.
        for (const body of bodies) for await (const item of readFhir(chunksOf(utf8(body), seed))) expect(item).toMatchObject({ body });
      }),
      { numRuns: 200 },
    );
  });

  it('never breaks on any bytes: every source is read or refused with E_FHIR', async () => {
    const pieces = fc.oneof(
      fc.constantFrom(
        '{"resourceType":"Bundle","entry":[',
        '{"resource":{"resourceType":"Patient"',
        '}',
        ']',
        ',',
        '"',
        ':',
        '\\',
        'null',
        '1',
      ),
      json,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), fc.uint8Array({ maxLength: 8 }), async (parts, noise) => {
        const text = parts.join('');
        const items = async (): Promise<unknown> => {
          let count = 0;
          for await (const item of readFhir([utf8(`{${text.slice(1)}`), noise])) count += item.kind === 'entry' ? 1 : 0;
          return count;
        };
        const outcome = await items().catch((error: unknown) => (error as { code?: unknown }).code);
        expect(typeof outcome === 'number' || outcome === 'E_FHIR').toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
