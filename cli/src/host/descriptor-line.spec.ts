import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readDescriptorLine } from './descriptor-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealchart-line-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function lineOf(content: string | Uint8Array): Promise<{ line: string; rest: string }> {
  const file = join(folder, 'line');
  writeFileSync(file, content);
  const descriptor = openSync(file, 'r');
  try {
    const line = await readDescriptorLine(descriptor);
    const rest = Buffer.alloc(100);
    return { line, rest: rest.toString('utf8', 0, readSync(descriptor, rest)) };
  } finally {
    closeSync(descriptor);
  }
}

describe('a line from a file descriptor', () => {
  it.each([
    ['correct horse\n', 'correct horse', ''],
    ['correct horse', 'correct horse', ''],
    ['pässwörd 王\r\nnext', 'pässwörd 王', 'next'],
    ['  spaces stay  \nrest of the stream\n', '  spaces stay  ', 'rest of the stream\n'],
  ])('%j gives %j and leaves %j', async (content, line, rest) => {
    await expect(lineOf(content)).resolves.toEqual({ line, rest });
  });

  it('is followed by the next at the next call', async () => {
    const file = join(folder, 'lines');
    writeFileSync(file, 'first\r\nsecond\n');
    const descriptor = openSync(file, 'r');
    try {
      await expect(readDescriptorLine(descriptor)).resolves.toBe('first');
      await expect(readDescriptorLine(descriptor)).resolves.toBe('second');
      const third = readDescriptorLine(descriptor, { what: 'words', option: '--words-fd' });
      await expect(third).rejects.toMatchObject({ detail: expect.stringContaining('nothing where the words should be') });
    } finally {
      closeSync(descriptor);
    }
  });

  it.each([
    ['nothing', ''],
    ['an empty line', '\nsecond'],
    ['more than a password', 'x'.repeat(5_000)],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x0a)],
  ])('refuses %s', async (_what, content) => {
    await expect(lineOf(content)).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  it('refuses a descriptor that is not open', async () => {
    await expect(readDescriptorLine(9_999)).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
