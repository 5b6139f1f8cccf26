import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FEED_PAGE, idOf } from '@sealchart/protocol';
import type { FeedResponse } from '@sealchart/protocol';
import { inTransaction } from '../../platform/database/transaction.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import type { NewFeedRow } from './feeds.repository.ts';
import { FeedsService } from './feeds.service.ts';

let server: TestServer;
let feeds: FeedsService;
beforeAll(async () => {
  server = await startTestServer();
  feeds = server.app.get(FeedsService, { strict: false });
});
afterAll(async () => {
  await server.close();
});

const row = (principal: string, parts: Partial<NewFeedRow> = {}): NewFeedRow => ({
  principal,
  kind: 'element',
  id: idOf('elm_', randomBytes(16)),
  version: 1,
  hash: randomBytes(32).toString('base64url'),
  ...parts,
});
const append = (...rows: NewFeedRow[]): Promise<void> => inTransaction(server.records, (session) => feeds.append(session, rows));
const pull = ({ token, accountId }: LoggedInAccount, seq: number, principal = accountId): Promise<TestAnswer> =>
  server.inject({ method: 'POST', url: '/v1/feeds/pull', token, payload: { cursor: { principal, seq } } });

describe('a feed', () => {
  it('gives the rows behind a cursor, and where it ends', async () => {
    const person = await registerAndLogIn(server);
    expect((await pull(person, 0)).body).toEqual({ rows: [], newest: 0 });
    const rows = [row(person.accountId), row(person.accountId, { gone: true, version: 7 })];
    await append(...rows);
    const placed = rows.map((r, i) => ({ ...r, seq: i + 1 }));
    expect((await pull(person, 0)).body).toEqual({ rows: placed, newest: 2 });
    expect((await pull(person, 1)).body).toEqual({ rows: placed.slice(1), newest: 2 });
    expect((await pull(person, 2)).body).toEqual({ rows: [], newest: 2 });
    expect((await pull(person, 99)).body).toEqual({ rows: [], newest: 2 });
  });

  it('has no gap and no row twice, however many write at once', async () => {
    const [one, two] = [await registerAndLogIn(server), await registerAndLogIn(server)];
    await Promise.all(Array.from({ length: 30 }, () => append(row(two.accountId), row(one.accountId), row(one.accountId))));
    const [ofOne, ofTwo] = [(await pull(one, 0)).body as FeedResponse, (await pull(two, 0)).body as FeedResponse];
    expect(ofOne.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(ofTwo.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('keeps nothing of a change that was undone', async () => {
    const person = await registerAndLogIn(server);
    const undone = inTransaction(server.records, async (session) => {
      await feeds.append(session, [row(person.accountId)]);
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect((await pull(person, 0)).body).toEqual({ rows: [], newest: 0 });
    await append(row(person.accountId));
    expect((await pull(person, 0)).body).toMatchObject({ newest: 1, rows: [{ seq: 1 }] });
  });

  it('comes in pages', async () => {
    const person = await registerAndLogIn(server);
    await append(...Array.from({ length: FEED_PAGE + 5 }, () => row(person.accountId)));
    const first = (await pull(person, 0)).body as FeedResponse;
    expect([first.rows.length, first.rows.at(-1)?.seq, first.newest]).toEqual([FEED_PAGE, FEED_PAGE, FEED_PAGE + 5]);
    const rest = (await pull(person, FEED_PAGE)).body as FeedResponse;
    expect(rest.rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5].map((n) => FEED_PAGE + n));
  });
});

describe('the feed of somebody else', () => {
  it('looks like one that does not exist', async () => {
    const [person, other] = [await registerAndLogIn(server), await registerAndLogIn(server)];
    await append(row(other.accountId));
    for (const principal of [other.accountId, 'acc_AAAAAAAAAAAAAAAAAAAAAA', 'grp_AAAAAAAAAAAAAAAAAAAAAA']) {
      expect(await pull(person, 0, principal)).toMatchObject({ status: 404, body: { code: 'E_NOT_FOUND' } });
    }
  });

  it('is closed to those who are not logged in', async () => {
    const payload = { cursor: { principal: 'acc_AAAAAAAAAAAAAAAAAAAAAA', seq: 0 } };
    expect((await server.inject({ method: 'POST', url: '/v1/feeds/pull', payload })).status).toBe(401);
  });
});
