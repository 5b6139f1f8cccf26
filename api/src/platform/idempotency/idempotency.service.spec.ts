import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IDEMPOTENCY_DAYS, IDEMPOTENT_BYTES, SealchartError } from '@sealchart/protocol';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { Clock } from '../clock.ts';
import { IdempotencyRepository } from './idempotency.repository.ts';
import type { KeyedRequest } from './idempotency.service.ts';
import { IdempotencyService } from './idempotency.service.ts';

let server: TestServer;
let service: IdempotencyService;
beforeAll(async () => {
  server = await startTestServer();
  service = server.app.get(IdempotencyService);
});
afterAll(async () => {
  await server.close();
});

const request = (parts: Partial<KeyedRequest> = {}): KeyedRequest => ({
  accountId: 'acc_A',
  key: randomUUID(),
  route: 'POST /v1/elements/batch',
  body: { items: [1, 2] },
  ...parts,
});

/** Work that counts how often it ran. */
const work = () => {
  const state = { runs: 0, run: async () => Promise.resolve({ run: (state.runs += 1) }) };
  return state;
};

/** The same service at another time. */
const serviceAt = (ms: number): IdempotencyService => {
  const clock = new Clock();
  clock.now = () => ms;
  return new IdempotencyService(server.app.get(IdempotencyRepository, { strict: false }), clock);
};

describe('a request under a key', () => {
  it('is done once and answered alike afterwards', async () => {
    const [keyed, counted] = [request(), work()];
    const answers = [await service.run(keyed, counted.run), await service.run(keyed, counted.run)];
    expect([answers, counted.runs]).toEqual([[{ run: 1 }, { run: 1 }], 1]);
  });

  it('is done once when it comes many times at once', async () => {
    const [keyed, counted] = [request(), work()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => service.run(keyed, counted.run)));
    expect([new Set(answers.map(({ run }) => run)), counted.runs]).toEqual([new Set([1]), 1]);
  });

  it.each([
    ['another body', { body: { items: [1, 3] } }],
    ['another route', { route: 'POST /v1/other' }],
  ])('is refused for %s', async (_, other) => {
    const [keyed, counted] = [request(), work()];
    await service.run(keyed, counted.run);
    await expect(service.run({ ...keyed, ...other }, counted.run)).rejects.toMatchObject({ code: 'E_IDEMPOTENCY' });
    expect(counted.runs).toBe(1);
  });

  it('is refused for another body while the first one runs', async () => {
    const keyed = request();
    const [started, running] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    const first = service.run(keyed, () => {
      started.resolve();
      return running.promise;
    });
    await started.promise;
    await expect(service.run({ ...keyed, body: {} }, () => Promise.resolve('other'))).rejects.toMatchObject({ code: 'E_IDEMPOTENCY' });
    running.resolve('done');
    await expect(first).resolves.toBe('done');
  });

  it('is its own for each account', async () => {
    const [keyed, counted] = [request(), work()];
    await service.run(keyed, counted.run);
    await service.run({ ...keyed, accountId: 'acc_B' }, counted.run);
    expect(counted.runs).toBe(2);
  });

  it('may be tried again when it failed as a whole', async () => {
    const [keyed, counted] = [request(), work()];
    await expect(service.run(keyed, () => Promise.reject(new SealchartError('E_UNAVAILABLE')))).rejects.toMatchObject({
      code: 'E_UNAVAILABLE',
    });
    await expect(service.run(keyed, counted.run)).resolves.toEqual({ run: 1 });
  });

  it('is taken over when its server died', async () => {
    const [keyed, counted] = [request(), work()];
    await new Promise<void>((started) => {
      void service.run(keyed, () => {
        started();
        return new Promise(() => undefined);
      });
    });
    const later = serviceAt(Date.now() + 61_000);
    await expect(later.run(keyed, counted.run)).resolves.toEqual({ run: 1 });
    await expect(service.run(keyed, counted.run)).resolves.toEqual({ run: 1 });
  });

  it('is kept as far as its account has room, and beyond that done again', async () => {
    const answer = 'a'.repeat(8 * 2 ** 20);
    const state = { runs: 0 };
    const long = () => Promise.resolve(`${(state.runs += 1)}${answer}`);
    const keyed = Array.from({ length: 9 }, () => request({ accountId: 'acc_C' }));
    for (const each of keyed) await service.run(each, long);
    const kept = await server.records.collection('idempotentanswers').find({ accountId: 'acc_C' }).toArray();
    expect(kept.reduce((sum, entry) => sum + String(entry['answer']).length, 0)).toBeLessThanOrEqual(IDEMPOTENT_BYTES);
    await service.run(keyed[0] ?? request(), long);
    expect(state.runs).toBe(9);
    await service.run(keyed.at(-1) ?? request(), long);
    expect(state.runs).toBe(10);
    // Others have room of their own.
    const [other, counted] = [request(), work()];
    expect([await service.run(other, counted.run), await service.run(other, counted.run)]).toEqual([{ run: 1 }, { run: 1 }]);
  });

  it('is forgotten after its days, whether or not the database has swept', async () => {
    const [keyed, counted] = [request(), work()];
    await service.run(keyed, counted.run);
    const later = serviceAt(Date.now() + IDEMPOTENCY_DAYS * 86_400_000 + 1_000);
    await expect(later.run({ ...keyed, body: {} }, counted.run)).resolves.toEqual({ run: 2 });
  });
});
