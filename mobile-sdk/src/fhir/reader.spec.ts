import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import type { FhirEntry, FhirItem, FhirSource } from './items.ts';
import { readFhir } from './reader.ts';

async function read(text: string): Promise<{ items: FhirItem[]; source: FhirSource }> {
  const reader = readFhir([utf8(text)]);
  const items: FhirItem[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { items, source: next.value };
    items.push(next.value);
  }
}

const bundle = (...entries: string[]): string => `{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}`;
const bodies = (items: readonly FhirItem[]): string[] =>
  items.filter((item): item is FhirEntry => item.kind === 'entry').map((e) => e.body);

describe('reading a Bundle', () => {
  it('yields each resource with fullUrl, type and id in order', async () => {
    const { items, source } = await read(`{
      "resourceType": "Bundle", "id": "b", "type": "transaction",
      "entry": [
        { "fullUrl": "urn:uuid:1", "resource": { "resourceType": "Patient", "id": "p", "active": true }, "request": { "method": "POST", "url": "Patient" } },
        { "resource": { "resourceType": "Observation", "status": "final", "code": { "text": "a b" } } }
      ] }`);
    expect(items).toEqual([
      {
        kind: 'entry',
        index: 0,
        fullUrl: 'urn:uuid:1',
        resourceType: 'Patient',
        id: 'p',
        body: '{"resourceType":"Patient","id":"p","active":true}',
      },
      {
        kind: 'entry',
        index: 1,
        resourceType: 'Observation',
        body: '{"resourceType":"Observation","status":"final","code":{"text":"a b"}}',
      },
    ]);
    expect(source).toEqual({ form: 'bundle', bundleType: 'transaction', items: 2 });
  });

  it('keeps numbers as written, strings as written, and the order of keys', async () => {
    const resource =
      '{"valueQuantity":{"value":1.50,"system":"http:\\/\\/u\\u006eits"},"resourceType":"Observation","component":[{"valueQuantity":{"value":1E3}},{"valueQuantity":{"value":-0.0}},{"valueQuantity":{"value":123456789012345678901234567890.10}}],"2":"","1":"" ,"status":"final"}';
    const { items } = await read(bundle(`{"resource":${resource}}`));
    expect(bodies(items)).toEqual([resource.replace(' ', '')]);
  });

  it.each(['transaction', 'collection', 'document', 'batch', 'searchset', 'history', 'message'])('reads the type %s', async (type) => {
    const { items, source } = await read(`{"resourceType":"Bundle","type":"${type}","entry":[{"resource":{"resourceType":"Basic"}}]}`);
    expect(bodies(items)).toEqual(['{"resourceType":"Basic"}']);
    expect(source).toEqual({ form: 'bundle', bundleType: type, items: 1 });
  });

  it('finds the type behind the entries', async () => {
    const { items, source } = await read(
      '{"entry":[{"resource":{"id":"a","resourceType":"Basic"}}],"type":"document","resourceType":"Bundle"}',
    );
    expect(items).toEqual([{ kind: 'entry', index: 0, resourceType: 'Basic', id: 'a', body: '{"id":"a","resourceType":"Basic"}' }]);
    expect(source).toEqual({ form: 'bundle', bundleType: 'document', items: 1 });
  });

  it.each(['{"resourceType":"Bundle","type":"collection"}', bundle(), '{"entry":[],"resourceType":"Bundle","type":"collection"}'])(
    'has nothing to yield from %s',
    async (text) => {
      expect(await read(text)).toEqual({ items: [], source: { form: 'bundle', bundleType: 'collection', items: 0 } });
    },
  );

  it('ignores a byte order mark and white space of all kinds around tokens', async () => {
    const { items } = await read(
      '\uFEFF\r\n\t {\n"resourceType"\t:"Bundle"\r,"entry" : [ {"resource" :{"resourceType":"Basic" } }\n]\n}\r\n ',
    );
    expect(bodies(items)).toEqual(['{"resourceType":"Basic"}']);
  });
});

describe('reading a single resource', () => {
  it('yields it as entry 0', async () => {
    expect(await read('{ "id": "m", "resourceType": "Medication", "code": { "text": "A" } }')).toEqual({
      items: [
        {
          kind: 'entry',
          index: 0,
          resourceType: 'Medication',
          id: 'm',
          body: '{"id":"m","resourceType":"Medication","code":{"text":"A"}}',
        },
      ],
      source: { form: 'resource', items: 1 },
    });
  });

  it.each([
    '{"resourceType":"List","status":"current","mode":"working","entry":[{"item":{"reference":"A/1"}},{"item":{"reference":"A/2"}}]}',
    '{"status":"current","entry":[{"item":{"reference":"A/1"}},{"item":{"reference":"A/2"}}],"mode":"working","resourceType":"List"}',
    '{"status":"current","entry":[],"resourceType":"List"}',
    '{"resourceType":"List","entry":[],"status":"current"}',
  ])('keeps the entries of a List inside it: %s', async (text) => {
    const { items, source } = await read(text);
    expect(bodies(items)).toEqual([text]);
    expect(source).toEqual({ form: 'resource', items: 1 });
  });

  it('keeps unknown elements, whatever they hold and are called', async () => {
    const text =
      '{"resourceType":"Patient","__proto__":{"a":1.0},"constructor":[[1]],"prototype":null,"$where":"1","a.b":{"$gt":""},"fhir_comments":["x"],"name":[{"hasOwnProperty":1}]}';
    const { items } = await read(text);
    expect(bodies(items)).toEqual([text]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('accepts every place of a primitive that R4 has', async () => {
    const text =
      '{"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://a.example","valueDateTime":"1970-03-30T10:00:00Z"}]},"name":[{"given":["A",null],"_given":[null,{"id":"x"}]}],"multipleBirthInteger":2,"extension":[{"url":"u","extension":[{"url":"v","valueDecimal":1.0}]}],"contained":[{"resourceType":"Organization","id":"o","name":"N"}],"text":{"status":"generated","div":"<div/>"}}';
    expect(bodies((await read(text)).items)).toEqual([text]);
  });
});
