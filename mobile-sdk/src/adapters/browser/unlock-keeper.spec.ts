import { beforeEach, describe, expect, it } from '@jest/globals';
import { fromB64u, toB64u } from '@sealchart/protocol';
import { openDB } from 'idb';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { IDLE_MS, unlockKeeper } from './unlock-keeper.ts';

// IndexedDB as browsers specify it, in memory.
Object.assign(globalThis, await import('fake-indexeddb'));

const NOW = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;
let count = 0;
let name: string;
let clock: ReturnType<typeof fixedClock>;
beforeEach(() => {
  name = `account-${(count += 1)}`;
  clock = fixedClock(NOW);
});

const keeperOf = (account = name) => unlockKeeper({ name: account, clock });
const newKey = () => crypto.getRandomValues(new Uint8Array(32));
/** What lies in the database of an account. */
const kept = async (account = name) => {
  const database = await openDB(`${account}-unlock`, 1);
  const all = (await database.getAll('kept')) as { key: CryptoKey; deadline: number }[];
  database.close();
  return all;
};

/** An account kept for 15 minutes. */
async function setUp() {
  const keeper = keeperOf();
  const accountKey = newKey();
  const wrapped = await keeper.keep(accountKey.slice(), NOW + IDLE_MS.usual);
  return { keeper, accountKey, wrapped };
}

describe('an account that stays unlocked over a reload', () => {
  it('opens in another page of the same browser with what the page kept', async () => {
    const { accountKey, wrapped } = await setUp();
    expect(await keeperOf().open(wrapped)).toEqual(accountKey);
    expect(await keeperOf().open(wrapped, NOW + IDLE_MS.usual - 1)).toEqual(accountKey);
  });

  it('overwrites the key that it was given, also when it refuses it', async () => {
    const accountKey = newKey();
    await keeperOf().keep(accountKey, NOW + MINUTE);
    expect(accountKey).toEqual(new Uint8Array(32));
    const refused = newKey();
    await expect(keeperOf().keep(refused, NOW)).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(refused).toEqual(new Uint8Array(32));
  });

  it('keeps a key that no script can read, and nothing of the account key in either half', async () => {
    const { accountKey, wrapped } = await setUp();
    const [entry, ...others] = await kept();
    expect(others).toEqual([]);
    expect(entry?.key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', entry?.key as CryptoKey)).rejects.toThrow(/not extractable/i);
    expect(wrapped).not.toContain(toB64u(accountKey).slice(0, 10));
    expect(fromB64u(wrapped)).toHaveLength(60);
  });

  it('opens for two windows, whichever was unlocked last', async () => {
    const { accountKey, wrapped } = await setUp();
    const again = await keeperOf().keep(accountKey.slice(), NOW + IDLE_MS.most);
    expect(again).not.toBe(wrapped);
    expect(await keeperOf().open(wrapped)).toEqual(accountKey);
    expect(await keeperOf().open(again)).toEqual(accountKey);
  });
});

describe('what does not open', () => {
  it('is what was wrapped for another account', async () => {
    const { keeper, accountKey, wrapped } = await setUp();
    const other = keeperOf(`${name}-other`);
    await other.keep(newKey(), NOW + MINUTE);
    expect(await other.open(wrapped)).toBeUndefined();
    // Even under the very same key: the name is bound.
    const [entry] = await kept();
    const database = await openDB(`${name}-other-unlock`, 1);
    await database.put('kept', entry, 'unlock');
    database.close();
    expect(await other.open(wrapped)).toBeUndefined();
    expect(await keeper.open(wrapped)).toEqual(accountKey);
  });

  it('is every changed byte, and every other length', async () => {
    const { keeper, accountKey, wrapped } = await setUp();
    const bytes = fromB64u(wrapped);
    for (let i = 0; i < bytes.length; i += 1) {
      expect(await keeper.open(toB64u(bytes.with(i, (bytes[i] ?? 0) ^ 1)))).toBeUndefined();
    }
    for (const text of ['', toB64u(bytes.slice(0, -1)), `${wrapped}AAAA`, 'no base64url!']) expect(await keeper.open(text)).toBeUndefined();
    expect(await keeper.open(wrapped)).toEqual(accountKey);
  });

  it('is anything where nothing was kept', async () => {
    const { wrapped } = await setUp();
    expect(await keeperOf(`${name}-new`).open(wrapped)).toBeUndefined();
  });

  it.each([
    ['at its deadline', IDLE_MS.usual],
    ['long after', 365 * 24 * 60 * MINUTE],
    ['with a clock that was put back', -1],
  ])('is an account %s, and it is wiped', async (_when, passed) => {
    const { keeper, wrapped } = await setUp();
    expect(await keeper.open(wrapped, NOW + passed)).toBeUndefined();
    expect(await kept()).toEqual([]);
    expect(await keeper.open(wrapped, NOW)).toBeUndefined();
  });

  it('is what was wrapped before it was locked, in every window and for good', async () => {
    const { accountKey, wrapped } = await setUp();
    await keeperOf().forget();
    expect(await kept()).toEqual([]);
    const again = await keeperOf().keep(accountKey.slice(), NOW + MINUTE);
    expect(await keeperOf().open(wrapped)).toBeUndefined();
    expect(await keeperOf().open(again)).toEqual(accountKey);
  });

  it('is what was wrapped before a deadline that passed while nobody looked', async () => {
    const { keeper, accountKey, wrapped } = await setUp();
    await clock.wait(IDLE_MS.usual);
    const again = await keeper.keep(accountKey.slice(), clock.now() + MINUTE);
    expect(await keeper.open(wrapped)).toBeUndefined();
    expect(await keeper.open(again)).toEqual(accountKey);
  });
});

describe('the deadline', () => {
  it('moves while it has not passed', async () => {
    const { keeper, accountKey, wrapped } = await setUp();
    await clock.wait(IDLE_MS.usual - 1);
    await keeper.extend(clock.now() + IDLE_MS.usual);
    expect(await keeper.open(wrapped, NOW + IDLE_MS.usual + MINUTE)).toEqual(accountKey);
  });

  it('does not move once it has passed, and everything is wiped', async () => {
    const { keeper, wrapped } = await setUp();
    await clock.wait(IDLE_MS.usual);
    await keeper.extend(clock.now() + MINUTE);
    expect(await kept()).toEqual([]);
    expect(await keeper.open(wrapped)).toBeUndefined();
  });

  it('is at most 8 hours away, and not in the past', async () => {
    const { keeper, accountKey, wrapped } = await setUp();
    for (const deadline of [NOW, NOW - 1, NOW + IDLE_MS.most + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(keeper.extend(deadline)).rejects.toMatchObject({ code: 'E_USAGE' });
      await expect(keeper.keep(newKey(), deadline)).rejects.toMatchObject({ code: 'E_USAGE' });
    }
    expect(await keeper.open(wrapped)).toEqual(accountKey);
    await keeper.extend(NOW + IDLE_MS.most);
    expect((await kept())[0]?.deadline).toBe(NOW + IDLE_MS.most);
  });
});
