import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, sign, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SealchartError } from '@sealchart/protocol';
import { pepperOf } from './peppers.ts';
import { makeSecrets, readSecrets } from './secrets-folder.ts';

const FILES = ['enumeration-key', 'log-key', 'pepper'];
let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sealchart-secrets-'));
  folder = join(parent, 'deep', 'secrets');
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

describe('making secrets', () => {
  it('makes three files for their owner alone, all different, and nothing else', async () => {
    const secrets = await makeSecrets(folder);
    expect((await readdir(folder)).sort()).toEqual(FILES);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of FILES) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    const texts = await Promise.all(FILES.map((name) => readFile(join(folder, name), 'utf8')));
    expect(new Set(texts).size).toBe(3);
    expect([secrets.peppers.current.key, secrets.enumerationKey].map((key) => key.length)).toEqual([32, 32]);
  });

  it('makes a log key that signs', async () => {
    const { logKey, logPublicKey } = await makeSecrets(folder);
    const publicKey = { key: { kty: 'OKP', crv: 'Ed25519', x: logPublicKey }, format: 'jwk' as const };
    const message = Buffer.from('a word of the instance');
    expect(verify(null, message, publicKey, sign(null, message, logKey))).toBe(true);
  });

  it('keeps what is there', async () => {
    const first = await makeSecrets(folder);
    expect((await makeSecrets(folder)).check).toBe(first.check);
    expect((await readSecrets(folder)).check).toBe(first.check);
  });

  it('gives several servers that start at once the same secrets', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => makeSecrets(folder)));
    expect(new Set(all.map(({ check }) => check)).size).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(FILES);
  });

  it('says so where the folder cannot be made', async () => {
    await writeFile(join(parent, 'deep'), 'a file in the way');
    await expect(makeSecrets(folder)).rejects.toMatchObject({ code: 'E_SECRETS' });
  });
});

describe('reading secrets', () => {
  it.each(FILES)('names %s when it is missing, and makes nothing', async (name) => {
    await makeSecrets(folder);
    await rm(join(folder, name));
    await expect(readSecrets(folder)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: name }] });
    expect(await readdir(folder)).not.toContain(name);
  });

  it.each([
    ['empty', ''],
    ['short', Buffer.alloc(16, 7).toString('base64url')],
    ['a placeholder', 'A'.repeat(43)],
    ['a placeholder of right length', 'changemechangemechangemechangemechangemecha'],
    ['cut in half', Buffer.from(Array.from({ length: 31 }, (_, i) => i)).toString('base64url')],
    ['in another alphabet', `${'+/'.repeat(21)}A`],
    ['followed by more', `${Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64url')} x`],
  ])('refuses one that is %s', async (_, text) => {
    await makeSecrets(folder);
    await writeFile(join(folder, 'pepper'), text);
    await expect(readSecrets(folder)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'pepper' }] });
  });

  it('finds former peppers by their names, also those that come later, and takes nothing else for one', async () => {
    await makeSecrets(folder);
    const [early, late, other] = [randomBytes(32), randomBytes(32), randomBytes(32)].map(pepperOf);
    if (!early || !late || !other) throw new Error('three peppers');
    const put = (id: string, key: Buffer): Promise<void> => writeFile(join(folder, `pepper-${id}`), key.toString('base64url'));
    await put(early.id, early.key);
    await put(other.id, early.key);
    await put('0123456789abcdef', Buffer.from('short'));
    const { peppers } = await readSecrets(folder);
    expect(peppers.all.map(({ id }) => id).sort()).toEqual([early.id, peppers.current.id].sort());
    expect(await peppers.find(early.id)).toEqual(early.key);
    expect(await peppers.find(late.id)).toBeUndefined();
    await put(late.id, late.key);
    expect(await peppers.find(late.id)).toEqual(late.key);
    expect(await peppers.find(other.id)).toBeUndefined();
    expect(await peppers.find('../secrets/pepper')).toBeUndefined();
    expect(await peppers.find(peppers.current.id)).toEqual(peppers.current.key);
  });

  it('has the same check with another pepper, and another one with any other secret', async () => {
    const { check } = await makeSecrets(folder);
    const checkWithout = async (name: string): Promise<string> => {
      await rm(join(folder, name));
      return (await makeSecrets(folder)).check;
    };
    expect(await checkWithout('pepper')).toBe(check);
    const other = await checkWithout('enumeration-key');
    expect(other).not.toBe(check);
    expect(await checkWithout('log-key')).not.toBe(other);
  });

  it('names all that are missing', async () => {
    const error = await readSecrets(folder).then(undefined, (reason: unknown) => reason as SealchartError);
    expect(error).toMatchObject({ code: 'E_SECRETS' });
    expect((error as SealchartError).issues.map(({ path }) => path).sort()).toEqual(FILES);
  });
});
