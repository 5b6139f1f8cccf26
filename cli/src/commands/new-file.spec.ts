import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkNewFile, writeNewFile } from './new-file.ts';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'sealchart-export-'));
  folders.push(made);
  return made;
};
afterEach(() => folders.splice(0).forEach((made) => rmSync(made, { recursive: true })));

async function* chunks(...texts: string[]) {
  yield* texts;
}
async function* broken() {
  yield 'half';
  throw new RangeError('in the middle');
}

describe('a file that is written', () => {
  it('is whole and this user’s alone', async () => {
    const file = join(folder(), 'record.json');
    await expect(writeNewFile(file, chunks('{"ä":', '1}'), { replace: false })).resolves.toBe(8);
    expect(readFileSync(file, 'utf8')).toBe('{"ä":1}');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not there when its content breaks off', async () => {
    const place = folder();
    await expect(writeNewFile(join(place, 'record.json'), broken(), { replace: false })).rejects.toThrow('in the middle');
    expect(readdirSync(place)).toEqual([]);
  });

  it('replaces nothing unless told to, and keeps the old one until the new one is whole', async () => {
    const file = join(folder(), 'record.json');
    writeFileSync(file, 'old');
    await expect(writeNewFile(file, chunks('new'), { replace: false })).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(writeNewFile(file, broken(), { replace: true })).rejects.toThrow('in the middle');
    expect(readFileSync(file, 'utf8')).toBe('old');
    await writeNewFile(file, chunks('new'), { replace: true });
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('does not replace one that appeared while it was written', async () => {
    const file = join(folder(), 'record.json');
    const late = async function* () {
      yield 'new';
      writeFileSync(file, 'other');
    };
    await expect(writeNewFile(file, late(), { replace: false })).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(readFileSync(file, 'utf8')).toBe('other');
  });

  it('says so when the place is none', async () => {
    const file = join(folder(), 'missing', 'record.json');
    await expect(writeNewFile(file, chunks('x'), { replace: false })).rejects.toMatchObject({
      code: 'E_USAGE',
      detail: `there is no folder ${dirname(file)} for record.json`,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('takes bytes as they are', async () => {
    const file = join(folder(), 'page.pdf');
    await expect(writeNewFile(file, [Uint8Array.of(0xff, 0x00), 'a'], { replace: false })).resolves.toBe(3);
    expect(readFileSync(file)).toEqual(Buffer.from([0xff, 0x00, 0x61]));
  });

  it('is refused beforehand where it would be refused later', async () => {
    const place = folder();
    writeFileSync(join(place, 'taken'), 'old');
    await expect(checkNewFile(join(place, 'free'))).resolves.toBeUndefined();
    await expect(checkNewFile(join(place, 'taken'))).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(checkNewFile(join(place, 'missing', 'free'))).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(checkNewFile(join(place, 'taken', 'free'))).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(readdirSync(place)).toEqual(['taken']);
  });
});
