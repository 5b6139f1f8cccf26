import { beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { secureRandom } from '../adapters/secure-random.ts';
import type { MemoryStore } from '../testing/memory-store.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { SealedStore } from './sealed-store.ts';
import { storeCipher } from './store-cipher.ts';

const instanceId = 'ins_AAAAAAAAAAAAAAAAAAAAAA';
const accountId = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
const accountKey = new Uint8Array(32).fill(7);
const Note = z.strictObject({ text: z.string() });
const secret = { text: 'Penicillin' };
const cipherOf = (key = accountKey, instance = instanceId, account = accountId) => storeCipher(key, instance, account, secureRandom());

let memory: MemoryStore;
let store: SealedStore;
beforeEach(async () => {
  memory = memoryStore();
  store = new SealedStore(memory, await cipherOf());
});

describe('the sealed store', () => {
  it('gives back what was kept, and nothing where nothing was', async () => {
    await store.write({ put: new Map([['note/1', secret]]) });
    expect(await store.get('note/1', Note)).toEqual(secret);
    expect(await store.get('note/2', Note)).toBeUndefined();
    expect(await store.getBytes('note/2')).toBeUndefined();
  });

  it('keeps bytes as they are', async () => {
    const bytes = Uint8Array.of(0, 255, 1);
    await store.write({ put: new Map([['outbox/1', bytes]]) });
    expect(await store.getBytes('outbox/1')).toEqual(bytes);
  });

  it('lists by prefix in order, and removes', async () => {
    await store.write({ put: new Map(['b/2', 'a/9', 'b/1', 'b'].map((key) => [key, { text: key }])) });
    expect(Array.from(await store.getAll('b/', Note))).toEqual([
      ['b/1', { text: 'b/1' }],
      ['b/2', { text: 'b/2' }],
    ]);
    await store.write({ put: new Map([['b/3', secret]]), remove: ['b/1', 'b/2'] });
    expect(Array.from((await store.getAll('b/', Note)).keys())).toEqual(['b/3']);
  });

  it('writes nothing in the clear', async () => {
    await store.write({ put: new Map([['note/1', secret]]) });
    const [bytes] = Array.from(memory.entries.values());
    expect(Buffer.from(bytes ?? []).includes('Penicillin')).toBe(false);
    expect(Buffer.from(bytes ?? []).includes('text')).toBe(false);
  });

  it('seals the same value differently each time', async () => {
    await store.write({ put: new Map([['note/1', secret]]) });
    const before = memory.entries.get('note/1');
    await store.write({ put: new Map([['note/1', secret]]) });
    expect(memory.entries.get('note/1')).not.toEqual(before);
  });

  it('holds ten thousand entries without making anybody wait', async () => {
    const put = new Map(Array.from({ length: 10_000 }, (_, i) => [`element/${i}`, { text: 'x'.repeat(500) }]));
    const start = performance.now();
    await store.write({ put });
    expect((await store.getAll('element/', Note)).size).toBe(10_000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('a damaged store', () => {
  const refused = { code: 'E_STORE' };
  beforeEach(async () => store.write({ put: new Map([['note/1', secret]]) }));

  it.each([0, 5, 12, -1])('is noticed: byte %d changed', async (at) => {
    const bytes = memory.entries.get('note/1')?.slice() ?? new Uint8Array();
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    memory.entries.set('note/1', bytes);
    await expect(store.get('note/1', Note)).rejects.toMatchObject(refused);
    await expect(store.getAll('note/', Note)).rejects.toMatchObject(refused);
    await expect(store.getBytes('note/1')).rejects.toMatchObject(refused);
  });

  it.each([0, 11, 12, 20])('is noticed: %d bytes left', async (length) => {
    memory.entries.set('note/1', memory.entries.get('note/1')?.slice(0, length) ?? new Uint8Array());
    await expect(store.get('note/1', Note)).rejects.toMatchObject(refused);
  });

  it('is noticed: an entry under another name', async () => {
    memory.entries.set('note/2', memory.entries.get('note/1') ?? new Uint8Array());
    await expect(store.get('note/2', Note)).rejects.toMatchObject(refused);
    expect(await store.get('note/1', Note)).toEqual(secret);
  });

  it('is noticed: a value of another form', async () => {
    await store.write({
      put: new Map<string, unknown>([
        ['note/2', { text: 1 }],
        ['note/3', Uint8Array.of(0xff)],
      ]),
    });
    await expect(store.get('note/2', Note)).rejects.toMatchObject(refused);
    await expect(store.get('note/3', Note)).rejects.toMatchObject(refused);
    await expect(store.write({ put: new Map([['note/4', undefined]]) })).rejects.toMatchObject(refused);
  });

  it.each([
    ['key', () => cipherOf(new Uint8Array(32))],
    ['instance', () => cipherOf(accountKey, 'ins_BBBBBBBBBBBBBBBBBBBBBA')],
    ['account', () => cipherOf(accountKey, instanceId, 'acc_BBBBBBBBBBBBBBBBBBBBBA')],
  ])('opens with no other %s', async (_, cipher) => {
    await expect(new SealedStore(memory, await cipher()).get('note/1', Note)).rejects.toMatchObject(refused);
  });
});

describe('a closed store', () => {
  it('is locked for every act', async () => {
    await store.write({ put: new Map([['note/1', secret]]) });
    store.close();
    const locked = { code: 'E_LOCKED' };
    await expect(store.get('note/1', Note)).rejects.toMatchObject(locked);
    await expect(store.getAll('note/', Note)).rejects.toMatchObject(locked);
    await expect(store.getBytes('note/1')).rejects.toMatchObject(locked);
    await expect(store.write({ put: new Map([['note/2', secret]]) })).rejects.toMatchObject(locked);
    expect(Array.from(memory.entries.keys())).toEqual(['note/1', 'mark/sealed']);
  });
});
