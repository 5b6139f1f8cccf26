import { describe, expect, it } from '@jest/globals';
import { checkLocalStore } from '../../testing/local-store-contract.ts';
import { indexedDbStore } from './indexed-db-store.ts';

// IndexedDB as browsers specify it, in memory.
Object.assign(globalThis, await import('fake-indexeddb'));

let count = 0;
const nextName = () => `store-${(count += 1)}`;

checkLocalStore('IndexedDB', () => indexedDbStore(nextName()));

describe('the store in a browser', () => {
  it('is there again after it was closed, and open in two pages at once', async () => {
    const name = nextName();
    const [one, two] = [await indexedDbStore(name), await indexedDbStore(name)];
    await one.write({ put: new Map([['a', Uint8Array.of(1)]]) });
    expect(Array.from((await two.read('a')) ?? [])).toEqual([1]);
    await one.close();
    await two.close();
    const again = await indexedDbStore(name);
    expect(Array.from((await again.read('a')) ?? [])).toEqual([1]);
    await again.close();
  });

  it('lets one of two pages act at a time, by Web Locks, and another account at the same time', async () => {
    const name = nextName();
    const [one, two, other] = [await indexedDbStore(name), await indexedDbStore(name), await indexedDbStore(nextName())];
    const holding = Promise.withResolvers<void>();
    const held = one.exclusive(() => holding.promise);
    expect(await other.exclusive(async () => 'other')).toBe('other');
    await expect(two.exclusive(async () => 'two', { patienceMs: 20 })).rejects.toMatchObject({ code: 'E_BUSY' });
    const names = (await navigator.locks.query()).held?.map((lock) => lock.name);
    expect(names).toEqual([`sealchart/${name}`]);
    holding.resolve();
    await held;
    expect(await two.exclusive(async () => 'two', { patienceMs: 20 })).toBe('two');
    for (const store of [one, two, other]) await store.close();
  });

  it('is E_STORE once closed', async () => {
    const store = await indexedDbStore(nextName());
    await store.close();
    await expect(store.read('a')).rejects.toMatchObject({ code: 'E_STORE' });
    await expect(store.write({ remove: ['a'] })).rejects.toMatchObject({ code: 'E_STORE' });
  });

  it('gives way to a page that deletes the database', async () => {
    const name = nextName();
    const store = await indexedDbStore(name);
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    await expect(store.read('a')).rejects.toMatchObject({ code: 'E_STORE' });
  });
});
