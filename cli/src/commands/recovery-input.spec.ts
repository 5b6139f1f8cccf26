import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { recoveryKitCode, recoveryKitPdf, recoveryKitText } from '@sealchart/sdk';
import { fileSource } from '@sealchart/sdk/node';
import { kitOf } from '../testing/kits.ts';
import { testContext } from '../testing/test-context.ts';
import { testHost } from '../testing/test-host.ts';
import { readRecoveryInput, serverOfKit } from './recovery-input.ts';

const hosts: ReturnType<typeof testHost>[] = [];
const hostOf = () => {
  const host = { ...testHost(), openFile: (path: string) => fileSource(path) };
  hosts.push(host);
  return host;
};
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

const kit = kitOf();
const words = kit.words.join(' ');
const account = 'ada@example.org';
const inOrder = kit.words.map((word) => word.slice(0, 4).toUpperCase());

async function withLine<T>(line: string, act: (descriptor: number) => Promise<T>): Promise<T> {
  const file = join(hostOf().folder, 'line');
  writeFileSync(file, line);
  const descriptor = openSync(file, 'r');
  try {
    return await act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const readLine = (line: string, given: string | undefined) =>
  withLine(line, (wordsFd) => readRecoveryInput(testContext(hostOf()).context, given, { wordsFd }));

describe('a kit from a file', () => {
  it.each<[string, () => Promise<string | Uint8Array>]>([
    ['its text', async () => recoveryKitText(kit)],
    ['its page', () => recoveryKitPdf(kit)],
    ['its code', async () => `${recoveryKitCode(kit)}\n`],
  ])('may be %s', async (_what, content) => {
    const host = hostOf();
    const file = join(host.folder, 'kit');
    writeFileSync(file, await content());
    const { context } = testContext(host);
    const input = await readRecoveryInput(context, undefined, { kit: file });
    expect(input).toEqual({ kit });
    expect(serverOfKit(input)).toBe(kit.server);
    await expect(readRecoveryInput(context, 'Ada@Example.org', { kit: file })).resolves.toEqual({ kit, identifier: account });
    await expect(readRecoveryInput(context, kit.accountId, { kit: file })).resolves.toEqual({ kit });
    await expect(readRecoveryInput(context, 'acc_AAAAAAAAAAAAAAAAAAAAAA', { kit: file })).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  it('may be standard input', async () => {
    const host = hostOf();
    host.stdin.end(recoveryKitText(kit));
    await expect(readRecoveryInput(testContext(host).context, undefined, { kit: '-' })).resolves.toEqual({ kit });
  });

  it('is told to be none when it is larger than any, and not read to its end', async () => {
    const host = hostOf();
    let read = 0;
    const openFile = () => ({
      async *open() {
        for (; read < 100; read += 1) yield new Uint8Array(2 ** 20).fill(0x78);
      },
    });
    const { context } = testContext({ ...host, openFile });
    await expect(readRecoveryInput(context, undefined, { kit: 'scan.tiff' })).rejects.toMatchObject({ code: 'E_WORDS' });
    expect(read).toBeLessThan(3);
  });

  it('is refused when it is none', async () => {
    const host = hostOf();
    const file = join(host.folder, 'kit');
    writeFileSync(file, 'Dear me');
    await expect(readRecoveryInput(testContext(host).context, undefined, { kit: file })).rejects.toMatchObject({ code: 'E_WORDS' });
  });
});

describe('words from a descriptor', () => {
  it('stand on one line, with the account beside it', async () => {
    await expect(readLine(`${inOrder.join(', ')}\nrest`, 'Ada@Example.org ')).resolves.toEqual({
      kit: { account, words },
      identifier: account,
    });
    await expect(readLine(`${words}\n`, kit.accountId)).resolves.toEqual({ kit: { account: kit.accountId, words } });
  });

  it('are looked at before anything is sent', async () => {
    await expect(readLine('apple\n', account)).rejects.toMatchObject({ code: 'E_WORDS', detail: expect.stringContaining('1 word') });
  });

  it('need an account that is one', async () => {
    await expect(readLine(`${words}\n`, undefined)).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(readLine(`${words}\n`, 'acc_short')).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

describe('what is typed', () => {
  it('may be the code as a whole, again while it is none', async () => {
    const host = hostOf();
    const { context } = testContext(host, { typed: ['sealchart-kit:1?server=x', recoveryKitCode(kit)] });
    await expect(readRecoveryInput(context, undefined, {})).resolves.toEqual({ kit });
    expect(host.err()).toContain('server is damaged');
  });

  it('may be account and words, each looked at as it is typed', async () => {
    const host = hostOf();
    const [first = '', ...others] = inOrder;
    const { context, asked } = testContext(host, { typed: ['', account, 'xylophone', first, ...others] });
    await expect(readRecoveryInput(context, undefined, {})).resolves.toEqual({ kit: { account, words }, identifier: account });
    expect(host.err().match(/no word of the list/g)).toHaveLength(1);
    expect(asked.filter((question) => question.startsWith('Word 1 '))).toHaveLength(2);
  });

  it('may be all words in one line', async () => {
    const { context } = testContext(hostOf(), { typed: [words] });
    await expect(readRecoveryInput(context, account, {})).resolves.toEqual({ kit: { account, words }, identifier: account });
  });

  it('begins anew when the words do not belong together', async () => {
    const host = hostOf();
    const { context } = testContext(host, { typed: [...kit.words.toReversed(), words] });
    await expect(readRecoveryInput(context, account, {})).resolves.toEqual({ kit: { account, words }, identifier: account });
    expect(host.err()).toContain('do not belong together');
  });

  it('cannot be asked for without a terminal', async () => {
    await expect(readRecoveryInput(testContext(hostOf()).context, account, {})).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
