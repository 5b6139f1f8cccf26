import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LocalStore } from '../ports/local-store.ts';

/** What every adapter of `LocalStore` has to do; called by the spec of each. `open` gives an empty store. */
export function checkLocalStore(name: string, open: () => LocalStore | Promise<LocalStore>): void {
  describe(`the local store: ${name}`, () => {
    let store: LocalStore;
    const keysOf = async (prefix: string) => Array.from((await store.readAll(prefix)).keys());
    const write = (...keys: string[]) => store.write({ put: new Map(keys.map((key) => [key, Uint8Array.of(key.length)])) });
    const expecting = (key: string, value: Uint8Array | undefined, written: string) =>
      store.write({ put: new Map([[written, Uint8Array.of(1)]]), remove: ['a'], expected: new Map([[key, value]]) });
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

    it('writes only where it finds what is expected', async () => {
      await write('a');
      for (const [key, value] of [
        ['a', Uint8Array.of(2)],
        ['a', undefined],
        ['b', Uint8Array.of(1)],
        ['b', new Uint8Array()],
      ] as const) {
        await expect(expecting(key, value, 'c')).rejects.toMatchObject({ code: 'E_BUSY' });
      }
      expect(await keysOf('')).toEqual(['a']);
      await expecting('b', undefined, 'b');
      expect(await keysOf('')).toEqual(['b']);
      await expecting('b', Uint8Array.of(1), 'd');
      expect(await keysOf('')).toEqual(['b', 'd']);
    });

    it('lets one act at a time have it, in order of arrival, whatever becomes of them', async () => {
      const steps: string[] = [];
      const act = (step: string) => async (): Promise<string> => {
        steps.push(`${step} begins`);
        await write(step);
        steps.push(`${step} ends`);
        if (step === 'b') throw new TypeError(step);
        return step;
      };
      const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((step) => store.exclusive(act(step))));
      expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
      expect(outcomes).toMatchObject([{ value: 'a' }, { reason: new TypeError('b') }, { value: 'c' }]);
    });

    it('is E_BUSY for who does not want to wait longer, and goes to the next one afterwards', async () => {
      const holding = Promise.withResolvers<void>();
      const [begun, after]: string[][] = [[], []];
      const held = store.exclusive(() => holding.promise);
      const impatient = store.exclusive(async () => begun?.push('impatient'), { patienceMs: 30 });
      const patient = store.exclusive(async () => after?.push('patient'));
      await expect(impatient).rejects.toMatchObject({ code: 'E_BUSY' });
      expect(after).toEqual([]);
      holding.resolve();
      await Promise.all([held, patient]);
      expect([begun, after]).toEqual([[], ['patient']]);
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
