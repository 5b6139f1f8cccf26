import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createConnection } from 'mongoose';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import { Counter } from './counter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
});

const rate = { points: 3, seconds: 3_600 };
const makers: [string, () => Promise<Counter>][] = [
  ['on one node', () => Promise.resolve(Counter.ofNode('spec', rate))],
  ['for all nodes', () => Counter.shared(server.accounts, 'spec', rate)],
];

describe.each(makers)('counting %s', (_, make) => {
  it('lets as many through as there are points, then says how long to wait', async () => {
    const [counter, key] = [await make(), randomUUID()];
    for (let i = 0; i < 3; i += 1) await counter.take(key);
    await expect(counter.take(key)).rejects.toMatchObject({ code: 'E_THROTTLED', retryAfter: expect.any(Number) });
  });

  it('lets as many of many at once through', async () => {
    const [counter, key] = [await make(), randomUUID()];
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => counter.take(key)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('counts each key by itself, and forgets one when told', async () => {
    const [counter, key] = [await make(), randomUUID()];
    for (let i = 0; i < 3; i += 1) await counter.take(key);
    await expect(counter.take(randomUUID())).resolves.toBeUndefined();
    await counter.forget(key);
    await expect(counter.take(key)).resolves.toBeUndefined();
  });
});

describe('counting for all nodes', () => {
  it('is one count on two nodes', async () => {
    const [one, two] = [await Counter.shared(server.accounts, 'spec', rate), await Counter.shared(server.accounts, 'spec', rate)];
    const key = randomUUID();
    await one.take(key);
    await two.take(key);
    await one.take(key);
    await expect(two.take(key)).rejects.toMatchObject({ code: 'E_THROTTLED' });
  });

  it('lets nobody through while nobody can count', async () => {
    const connection = await createConnection(process.env['TEST_MONGODB_URI'] ?? '', { dbName: server.accounts.name }).asPromise();
    const counter = await Counter.shared(connection, 'spec', rate);
    await connection.close();
    await expect(counter.take(randomUUID())).rejects.toMatchObject({ code: 'E_UNAVAILABLE' });
  });
});
