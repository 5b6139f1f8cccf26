import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseRecoveryKit, recoveryKitCode } from '@sealchart/sdk';
import { kitOf } from '../testing/kits.ts';
import { testContext } from '../testing/test-context.ts';
import { testHost } from '../testing/test-host.ts';
import type { KitOptions } from './kit-delivery.ts';
import { checkKitQr, checkKitTargets, deliverKit, kitJson, kitLines } from './kit-delivery.ts';

const hosts: ReturnType<typeof testHost>[] = [];
const hostOf = (...args: Parameters<typeof testHost>) => {
  const host = testHost(...args);
  hosts.push(host);
  return host;
};
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

const kit = kitOf();
const words = new RegExp(kit.words.join('|'));

async function delivered(options: KitOptions) {
  const { context } = testContext(hostOf());
  const made = await deliverKit(kit, options);
  return { made, text: kitLines(context, made, options).join('\n'), json: kitJson(made) };
}

const account = {
  accountId: kit.accountId,
  identifier: 'ada@example.org',
  name: 'Ada',
  fingerprint: '0'.repeat(64),
  words: [],
  instance: { server: kit.server, instanceId: kit.instanceId, realm: kit.realm, logKey: kit.logKey },
};

describe('a new kit', () => {
  it('is shown where no file was asked for', async () => {
    const { made, text, json } = await delivered({});
    expect(made).toMatchObject({ files: [], isShown: true });
    expect(parseRecoveryKit(text)).toEqual(kit);
    expect(json).toEqual({ kit: { ...kit, code: recoveryKitCode(kit) }, files: [] });
  });

  it('is written to files for this user alone, and its words are not shown then', async () => {
    const { folder } = hostOf();
    const options = { pdf: join(folder, 'kit.pdf'), text: join(folder, 'kit.txt') };
    const { made, text, json } = await delivered(options);
    for (const file of [options.pdf, options.text]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(parseRecoveryKit(readFileSync(file, 'utf8'))).toEqual(kit);
    }
    expect(made).toMatchObject({ files: [options.pdf, options.text], isShown: false });
    expect(text).toContain('kit.pdf holds your recovery kit');
    expect(text).not.toMatch(words);
    expect(JSON.stringify(json)).not.toMatch(words);
    expect(json).toMatchObject({ kit: { accountId: kit.accountId }, files: made.files });
  });

  it('is written and shown when both are asked for', async () => {
    const { text, json } = await delivered({ text: join(hostOf().folder, 'kit.txt'), show: true });
    expect(parseRecoveryKit(text)).toEqual(kit);
    expect(json).toMatchObject({ kit: { words: kit.words } });
  });

  it('is shown as a QR code beside its text, or without it where a file has the words', async () => {
    expect((await delivered({ qr: true })).text).toMatch(/▀[\s\S]*/u);
    const { text } = await delivered({ qr: true, text: join(hostOf().folder, 'kit.txt') });
    expect(text).toMatch(/█▀/u);
    expect(text).not.toMatch(words);
  });

  it('is shown, with what went wrong, when a file cannot be written after all', async () => {
    const file = join(hostOf().folder, 'kit.txt');
    writeFileSync(file, 'another sheet');
    const { made, text, json } = await delivered({ text: file });
    expect(made.failure).toMatchObject({ code: 'E_USAGE' });
    expect(made.files).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('another sheet');
    expect(parseRecoveryKit(text)).toEqual(kit);
    expect(text).toContain('could not be written');
    expect(json).toMatchObject({ kit: { words: kit.words }, files: [] });
  });

  it('names the file that was written before another failed', async () => {
    const { folder } = hostOf();
    const { made } = await delivered({ pdf: join(folder, 'kit.pdf'), text: join(folder, 'nowhere', 'kit.txt') });
    expect(made).toMatchObject({ files: [join(folder, 'kit.pdf')], isShown: true, failure: { code: 'E_USAGE' } });
  });
});

describe('before a kit is made', () => {
  it('files are looked at: a taken name, a missing folder, the same name twice', async () => {
    const { folder } = hostOf();
    writeFileSync(join(folder, 'taken'), 'x');
    mkdirSync(join(folder, 'a folder'));
    await expect(checkKitTargets({})).resolves.toBeUndefined();
    await expect(checkKitTargets({ pdf: join(folder, 'a'), text: join(folder, 'b') })).resolves.toBeUndefined();
    for (const taken of ['taken', 'a folder']) {
      await expect(checkKitTargets({ pdf: join(folder, taken) })).rejects.toMatchObject({ code: 'E_USAGE' });
    }
    await expect(checkKitTargets({ text: join(folder, 'nowhere', 'b') })).rejects.toMatchObject({ code: 'E_USAGE' });
    for (const same of [join(folder, 'a'), `${folder}/./a`, relative(process.cwd(), join(folder, 'a'))]) {
      await expect(checkKitTargets({ pdf: join(folder, 'a'), text: same })).rejects.toMatchObject({ code: 'E_USAGE' });
    }
    expect(existsSync(join(folder, 'a'))).toBe(false);
  });

  it('the terminal is measured for its QR code', () => {
    const host = hostOf({ isTerminal: true });
    const { context } = testContext(host);
    expect(() => checkKitQr(context, account, { qr: true })).not.toThrow();
    host.stdout.columns = 60;
    expect(() => checkKitQr(context, account, { qr: true })).toThrow(/columns/);
    expect(() => checkKitQr(context, account, {})).not.toThrow();
    expect(() => checkKitQr(testContext(host, { isJson: true }).context, account, { qr: true })).not.toThrow();
  });
});
