import { utf8 } from '@sealchart/protocol';
import type { FileSource } from '@sealchart/sdk';

/** A made-up transaction bundle: `count` resources of three types that refer to one another, with decimals that JSON numbers would lose. */
export function madeUpBundle(count: number, marker: string): string {
  const entries = Array.from({ length: count }, (_, i) => {
    const id = `${marker}-${i}`;
    const common = `"id":"${id}","text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">${marker} – ä ${i}</div>"}`;
    const subject = `"subject":{"reference":"urn:uuid:${marker}-0"}`;
    const resources = [
      `{"resourceType":"Patient",${common},"birthDate":"1970-01-01"}`,
      `{"resourceType":"Observation",${common},"status":"final","code":{"text":"Weight ${id}"},${subject},"effectiveDateTime":"2020-02-0${(i % 9) + 1}","valueQuantity":{"value":${i}.50,"unit":"kg"}}`,
      `{"resourceType":"AllergyIntolerance",${common},"code":{"text":"Nut ${id}"},"patient":{"reference":"urn:uuid:${marker}-0"}}`,
    ];
    const resource = i === 0 ? resources[0] : resources[1 + (i % 2)];
    return `{"fullUrl":"urn:uuid:${id}","resource":${resource},"request":{"method":"POST","url":"x"}}`;
  });
  return `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;
}

/** A file of this text, in chunks that break anywhere. */
export function textFile(text: string): FileSource {
  const bytes = utf8(text);
  return {
    size: bytes.length,
    async *open() {
      for (let i = 0; i < bytes.length; i += 10_007) yield bytes.subarray(i, i + 10_007);
    },
  };
}

/** Entries of a bundle with numbers as the text they were written in, in order of their `fullUrl`. */
export function resourcesOf(bundle: string): { readonly fullUrl?: string; readonly resource: unknown }[] {
  const parsed = JSON.parse(bundle, numbersAsText) as { resourceType: string; entry?: { fullUrl?: string; resource: unknown }[] };
  const entries = parsed.resourceType === 'Bundle' ? (parsed.entry ?? []) : [{ resource: parsed }];
  const plain = entries.map(({ fullUrl, resource }) => ({ ...(fullUrl === undefined ? {} : { fullUrl }), resource }));
  return plain.sort((a, b) => ((a.fullUrl ?? '') < (b.fullUrl ?? '') ? -1 : 1));
}

/** `context.source` is the text of a token (ECMA-262, JSON.parse source text access). */
function numbersAsText(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? { number: context?.source } : value;
}

/** All of a stream of text. */
export async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}
