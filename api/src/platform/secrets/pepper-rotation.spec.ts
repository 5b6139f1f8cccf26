import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rotatePepper } from './pepper-rotation.ts';
import { makeSecrets, readSecrets } from './secrets-folder.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sealchart-pepper-'));
  folder = join(parent, 'secrets');
});
afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

describe('a new pepper', () => {
  it('takes the place of the current one, which stays under its own name', async () => {
    const before = await makeSecrets(folder);
    const { id, formerId } = await rotatePepper(folder);
    const after = await readSecrets(folder);
    expect([before.peppers.current.id, after.peppers.current.id]).toEqual([formerId, id]);
    expect(await after.peppers.find(formerId)).toEqual(before.peppers.current.key);
    expect(after.peppers.current.key).not.toEqual(before.peppers.current.key);
    expect(after.check).toBe(before.check);
  });

  it('leaves files for their owner alone, and no drafts', async () => {
    await makeSecrets(folder);
    const { id, formerId } = await rotatePepper(folder);
    const files = await readdir(folder);
    expect(files.sort()).toEqual(['enumeration-key', 'log-key', 'pepper', `pepper-${formerId}`, `pepper-${id}`].sort());
    for (const name of files) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('is made again and again, and none is lost', async () => {
    const { peppers } = await makeSecrets(folder);
    const keys = new Map([[peppers.current.id, peppers.current.key]]);
    for (let i = 0; i < 5; i += 1) {
      await rotatePepper(folder);
      const { current } = (await readSecrets(folder)).peppers;
      keys.set(current.id, current.key);
    }
    const after = (await readSecrets(folder)).peppers;
    expect(keys.size).toBe(6);
    for (const [id, key] of keys) expect(await after.find(id)).toEqual(key);
  });

  it('is made by several at once, and none that was current for a moment is lost', async () => {
    const first = (await makeSecrets(folder)).peppers.current.id;
    const made = await Promise.all(Array.from({ length: 6 }, () => rotatePepper(folder)));
    const { peppers } = await readSecrets(folder);
    for (const id of [first, ...made.map((rotation) => rotation.id)]) expect(await peppers.find(id)).toHaveLength(32);
    expect(made.map(({ id }) => id)).toContain(peppers.current.id);
  });
});

describe('the pepper stays', () => {
  it('where the folder is missing or not whole', async () => {
    await expect(rotatePepper(folder)).rejects.toMatchObject({ code: 'E_SECRETS' });
    await makeSecrets(folder);
    await rm(join(folder, 'log-key'));
    const files = await readdir(folder);
    await expect(rotatePepper(folder)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'log-key' }] });
    expect(await readdir(folder)).toEqual(files);
  });

  it('where its own name is taken by something damaged', async () => {
    const { current } = (await makeSecrets(folder)).peppers;
    await writeFile(join(folder, `pepper-${current.id}`), 'half a secr');
    await expect(rotatePepper(folder)).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: `pepper-${current.id}` }] });
    expect((await readSecrets(folder)).peppers.current).toEqual(current);
  });

  it('where the folder cannot be written, and says so', async () => {
    const { current } = (await makeSecrets(folder)).peppers;
    const files = await readdir(folder);
    // Readable for everybody, writable for nobody, so that this holds for whoever runs the tests.
    await Promise.all([chmod(parent, 0o755), ...files.map((name) => chmod(join(folder, name), 0o644))]);
    await chmod(folder, 0o555);
    const refusal = await asNobody(() => rotatePepper(folder).then(undefined, (reason: unknown) => reason));
    await chmod(folder, 0o755);
    expect(refusal).toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'SECRETS_DIR' }] });
    expect(await readdir(folder)).toEqual(files);
    expect((await readSecrets(folder)).peppers.current).toEqual(current);
  });
});

/** The superuser may write anywhere: such a test runs it as nobody. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const { seteuid, geteuid } = process;
  if (seteuid === undefined || geteuid?.() !== 0) return work();
  seteuid(65_534);
  try {
    return await work();
  } finally {
    seteuid(0);
  }
}
