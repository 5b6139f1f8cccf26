import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource } from './file-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealchart-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readWhole = async (source: ReturnType<typeof fileSource>) => {
  const parts: Uint8Array[] = [];
  for await (const part of source.open()) parts.push(part);
  return { whole: Buffer.concat(parts), count: parts.length };
};

describe('a file', () => {
  it('is read in pieces, as often as asked', async () => {
    const path = join(folder, 'large');
    const bytes = Buffer.alloc(300_000, 'sealchart');
    writeFileSync(path, bytes);
    const source = fileSource(path);
    expect(source.size).toBe(bytes.length);
    for (let i = 0; i < 2; i += 1) {
      const { whole, count } = await readWhole(source);
      expect(whole.equals(bytes)).toBe(true);
      expect(count).toBeGreaterThan(1);
    }
  });

  it('that is not there, or is a folder, is refused by name', () => {
    for (const path of [join(folder, 'missing'), folder]) {
      expect(() => fileSource(path)).toThrow(expect.objectContaining({ code: 'E_USAGE', detail: expect.stringContaining(path) }));
    }
  });

  it('that went away in between is refused', async () => {
    const path = join(folder, 'gone');
    writeFileSync(path, 'x');
    const source = fileSource(path);
    rmSync(path);
    await expect(readWhole(source)).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
