import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobSource } from './blob-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealchart-blob-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readWhole = async (source: ReturnType<typeof blobSource>) => {
  const parts: Uint8Array[] = [];
  for await (const part of source.open()) parts.push(part);
  return { whole: Buffer.concat(parts), count: parts.length };
};

describe('a file that was picked', () => {
  it('is read in pieces, as often as asked', async () => {
    const path = join(folder, 'large');
    const bytes = Buffer.alloc(300_000, 'sealchart');
    writeFileSync(path, bytes);
    const source = blobSource(await openAsBlob(path));
    expect(source.size).toBe(bytes.length);
    for (let i = 0; i < 2; i += 1) {
      const { whole, count } = await readWhole(source);
      expect(whole.equals(bytes)).toBe(true);
      expect(count).toBeGreaterThan(1);
    }
    expect(await readWhole(blobSource(new Blob([])))).toMatchObject({ count: 0 });
  });

  it('is let go by who stops early', async () => {
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel: () => void (isCancelled = true),
    });
    for await (const part of blobSource(
      Object.assign<Blob, Pick<Blob, 'stream'>>(new Blob(), { stream: () => stream as ReturnType<Blob['stream']> }),
    ).open()) {
      expect(part).toHaveLength(10);
      break;
    }
    expect(isCancelled).toBe(true);
  });

  it('that changed since is refused in plain words', async () => {
    const path = join(folder, 'changed');
    writeFileSync(path, 'x'.repeat(100));
    const source = blobSource(await openAsBlob(path));
    expect((await readWhole(source)).whole).toHaveLength(100);
    writeFileSync(path, 'y'.repeat(200));
    await expect(readWhole(source)).rejects.toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining('changed') });
  });
});
