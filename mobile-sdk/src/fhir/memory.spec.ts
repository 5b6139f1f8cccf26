import { describe, expect, it } from '@jest/globals';
import { ELEMENT_BYTES, utf8 } from '@sealchart/protocol';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readFhir } from './reader.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const MIB = 2 ** 20;
const CHUNK = 64 * 2 ** 10;
/** The long form reads what the promise names. */
const BUNDLE_BYTES = (process.env['SEALCHART_LONG'] === '1' ? 200 : 24) * MIB;

/** A Bundle of the given size in chunks, made as it is read. */
function* bundleOf(bytes: number, resourceBytes: number): Generator<Uint8Array> {
  yield utf8('{"resourceType":"Bundle","type":"collection","entry":[');
  for (let sent = 0, index = 0; sent < bytes; index += 1) {
    const text = `${index === 0 ? '' : ','}\n  { "fullUrl": "urn:uuid:${index}", "resource": { "resourceType": "Observation", "status": "final", "valueQuantity": { "value": 1.50 }, "note": [ { "text": "`;
    yield utf8(text);
    for (let left = resourceBytes; left > 0; left -= CHUNK) yield new Uint8Array(Math.min(left, CHUNK)).fill(0x61);
    yield utf8('" } ] } }');
    sent += text.length + resourceBytes;
  }
  yield utf8(']}');
}

const used = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Live bytes beside the start, at their highest, while a source is read. */
async function growthOf(source: Iterable<Uint8Array>): Promise<{ bytes: number; good: number; bad: number }> {
  const start = used();
  let bytes = 0;
  let good = 0;
  let bad = 0;
  for await (const item of readFhir(source)) {
    if (item.kind === 'entry') good += 1;
    else bad += 1;
    if ((good + bad) % 2_048 === 0) bytes = Math.max(bytes, used() - start);
  }
  return { bytes: Math.max(bytes, used() - start), good, bad };
}

describe('memory of the reader', () => {
  it('stays flat over a large Bundle', async () => {
    const { bytes, good, bad } = await growthOf(bundleOf(BUNDLE_BYTES, 2_000));
    expect(good).toBeGreaterThan(BUNDLE_BYTES / 3_000);
    expect(bad).toBe(0);
    expect(bytes).toBeLessThan(8 * MIB);
  }, 120_000);

  it('skips an entry of half the source without holding it', async () => {
    const large = 4 * ELEMENT_BYTES;
    const { bytes, good, bad } = await growthOf(bundleOf(2 * large, large));
    expect([good, bad]).toEqual([0, 2]);
    // Whoever holds an entry holds four times as much, and its text beside it.
    expect(bytes).toBeLessThan(ELEMENT_BYTES * 3.5);
  }, 60_000);
});
