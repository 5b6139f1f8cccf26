import { describe, expect, it } from '@jest/globals';
import { BATCH_ITEMS } from '@sealchart/protocol';
import * as fc from 'fast-check';
import { BATCH_BYTES, inBatches } from './batches.ts';
import { IN_FLIGHT, mapInFlight } from './in-flight.ts';

const batchesOf = async (sizes: Iterable<number> | AsyncIterable<number>): Promise<number[][]> => {
  const batches = [];
  for await (const batch of inBatches(sizes, (size) => size)) batches.push(batch);
  return batches;
};

describe('batches', () => {
  it('keep every item in order, within both limits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: BATCH_BYTES * 2 }), { maxLength: 50 }), async (sizes) => {
        const batches = await batchesOf(sizes);
        expect(batches.flat()).toEqual(sizes);
        for (const batch of batches) expect(batch.length === 1 || batch.reduce((a, b) => a + b, 0) <= BATCH_BYTES).toBe(true);
      }),
    );
  });

  it('hold at most the items of one request', async () => {
    const batches = await batchesOf(Array.from({ length: BATCH_ITEMS * 2 + 1 }, () => 1));
    expect(batches.map((batch) => batch.length)).toEqual([BATCH_ITEMS, BATCH_ITEMS, 1]);
  });

  it('of nothing are none', async () => {
    expect(await batchesOf([])).toEqual([]);
  });

  it('take a stream no further than the batch at hand', async () => {
    let taken = 0;
    const stream = async function* () {
      for (; taken < 3; taken += 1) yield BATCH_BYTES;
    };
    for await (const [size] of inBatches(stream(), (bytes) => bytes)) {
      expect(size).toBe(BATCH_BYTES);
      break;
    }
    expect(taken).toBe(1);
  });
});

describe('calls in flight', () => {
  it('are never more than the limit, and give their results in order', async () => {
    let [now, most] = [0, 0];
    const results = await mapInFlight(
      Array.from({ length: 20 }, (_, i) => i),
      async (item) => {
        now += 1;
        most = Math.max(most, now);
        await Promise.resolve();
        now -= 1;
        return item * 2;
      },
    );
    expect(most).toBe(IN_FLIGHT);
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i * 2));
  });

  it('stop at the first failure', async () => {
    const started: number[] = [];
    const failing = mapInFlight([1, 2, 3, 4, 5, 6, 7, 8], async (item) => {
      started.push(item);
      if (item === 2) throw new RangeError('two');
      await Promise.resolve();
      return item;
    });
    await expect(failing).rejects.toThrow('two');
  });
});
