import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { writeFolder } from './sealed-folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sealchart-folder-'));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

async function* filesOf(...names: string[]) {
  for (const name of names) yield { name, bytes: Uint8Array.of(1, 2, 3) };
}

async function* failing() {
  yield* filesOf('a.pgp');
  throw new SealchartError('E_SIGNATURE');
}

describe('a folder of an export', () => {
  it('is new or empty, and private', async () => {
    mkdirSync(join(place, 'empty'));
    for (const name of ['new', 'empty']) {
      const folder = join(place, name);
      await expect(writeFolder(folder, filesOf('README.txt', 'elements/elm_a.pgp'))).resolves.toEqual({ files: 2, bytes: 6 });
      expect([...readFileSync(join(folder, 'elements/elm_a.pgp'))]).toEqual([1, 2, 3]);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(join(folder, 'README.txt')).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(place).sort()).toEqual(['empty', 'new']);
  });

  it('is refused where something is, and nothing of it is touched', async () => {
    mkdirSync(join(place, 'full'));
    writeFileSync(join(place, 'full', 'mine.txt'), 'mine');
    writeFileSync(join(place, 'file'), 'mine');
    for (const name of ['full', 'file', 'no/such/folder']) {
      await expect(writeFolder(join(place, name), filesOf('a.pgp'))).rejects.toMatchObject({ code: 'E_USAGE' });
    }
    expect(readFileSync(join(place, 'full', 'mine.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(place).sort()).toEqual(['file', 'full']);
  });

  it('is not there by halves', async () => {
    await expect(writeFolder(join(place, 'new'), failing())).rejects.toMatchObject({ code: 'E_SIGNATURE' });
    expect(readdirSync(place)).toEqual([]);
  });

  it.each(['../a', 'a/../../b', '/etc/x', 'a//b', '', '.', '..', '.hidden', 'a\\b', 'C:x', 'a\0b', 'nul', 'aux.txt', 'a.', 'é'])(
    'holds no file named %j',
    async (name) => {
      mkdirSync(join(place, 'deep'));
      await expect(writeFolder(join(place, 'deep', 'new'), filesOf('ok', name))).rejects.toMatchObject({ code: 'E_UNEXPECTED' });
      expect(readdirSync(place, { recursive: true })).toEqual(['deep']);
    },
  );

  it('takes no name twice', async () => {
    await expect(writeFolder(join(place, 'new'), filesOf('a', 'a'))).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(readdirSync(place)).toEqual([]);
  });
});
