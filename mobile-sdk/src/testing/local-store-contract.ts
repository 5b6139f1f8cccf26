import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LocalStore } from '../ports/local-store.ts';

/** What every adapter of `LocalStore` has to do; called by the spec of each. `open` gives an empty store. */
export function checkLocalStore(name: string, open: () => LocalStore | Promise<LocalStore>): void {
  describe(`the local store: ${name}`, () => {
    let store: LocalStore;
    const keysOf = async (prefix: string) => Array.from((await store.readAll(prefix)).keys());
    const write = (...keys: string[]) => store.write({ put: new Map(keys.map((key) => [key, Uint8Array.of(key.length)])) });
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it('is empty at first', async () => {
      expect(await store.read('a')).toBeUndefined();
      expect(await keysOf('')).toEqual([]);
    });

    it('gives back the bytes that were written, also none', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.write({
        put: new Map([
          ['all', all],
          ['none', new Uint8Array()],
        ]),
      });
      expect(Array.from((await store.read('all')) ?? [])).toEqual(Array.from(all));
      expect((await store.read('none'))?.length).toBe(0);
    });

    it('does not see later changes of what it was given', async () => {
      const bytes = Uint8Array.of(1);
      await store.write({ put: new Map([['a', bytes]]) });
      bytes.fill(2);
      expect(Array.from((await store.read('a')) ?? [])).toEqual([1]);
    });

    it('lists by prefix, in order of keys', async () => {
      await write('element/b', 'element/a', 'element', 'elements/a', 'person/a', 'element/A');
      expect(await keysOf('element/')).toEqual(['element/A', 'element/a', 'element/b']);
      expect(await keysOf('person/')).toEqual(['person/a']);
      expect(await keysOf('')).toHaveLength(6);
      expect(await keysOf('%')).toEqual([]);
    });

    it('replaces and removes, in one write', async () => {
      await write('a', 'b', 'c');
      await store.write({
        put: new Map([
          ['a', Uint8Array.of(9)],
          ['d', Uint8Array.of(4)],
        ]),
        remove: ['b', 'never there'],
      });
      expect(await keysOf('')).toEqual(['a', 'c', 'd']);
      expect(Array.from((await store.read('a')) ?? [])).toEqual([9]);
      await store.write({});
      expect(await keysOf('')).toEqual(['a', 'c', 'd']);
    });

    it('writes all or nothing', async () => {
      await write('a');
      const broken = new Map<string, Uint8Array>([
        ['b', Uint8Array.of(1)],
        ['c', (() => undefined) as unknown as Uint8Array],
      ]);
      await expect(store.write({ put: broken, remove: ['a'] })).rejects.toMatchObject({ code: 'E_STORE' });
      expect(await keysOf('')).toEqual(['a']);
    });

    it('clears', async () => {
      await write('a', 'b');
      await store.clear();
      expect(await keysOf('')).toEqual([]);
      await write('c');
      expect(await keysOf('')).toEqual(['c']);
    });

    it('takes ten thousand entries in one write', async () => {
      await write(...Array.from({ length: 10_000 }, (_, i) => `element/${i}`));
      expect(await keysOf('element/')).toHaveLength(10_000);
    });
  });
}
