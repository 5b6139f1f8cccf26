import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { resourcesOf } from './support/bundles.ts';
import type { CliPerson } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';
import { madeUpRecord } from './support/made-up-record.ts';

const NO_PASSWORD = { password: undefined };
const newPassword = () => `another pass phrase ${crypto.randomUUID()}`;

interface Answer {
  readonly account: { readonly words: readonly string[] };
}

/** Runs a command that takes its secrets as lines of one descriptor and must succeed, and gives its answer. */
async function withLines(person: CliPerson, args: readonly string[], ...lines: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await person.run([...args, '--json'], { password: lines.join('\n') });
  if (code !== 0) throw new Error(`sealchart ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return JSON.parse(stdout) as Answer;
}

describe('an account over the years with the sealchart command', () => {
  const stage = cliStage();

  it('is had back on a fresh device with the page of a kit, and nothing is lost', async () => {
    const ada = await stage.registered('Ada Moss');
    await ada.json(['add', '-'], { stdin: 'before it was forgotten' });
    expect(await ada.json(['whoami'])).toMatchObject({ hasRecoveryKit: false, unconfirmedWays: 0 });
    const [pdf, text] = [join(ada.home, 'kit.pdf'), join(ada.home, 'kit.txt')];
    const made = await ada.run(['kit', '--pdf', pdf, '--text', text, '--json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ files: [pdf, text], kit: { server: stage.server.url } });
    const [word] = /(?<=1\. )[a-z]+/.exec(readFileSync(text, 'utf8')) ?? [];
    expect(made.stdout).not.toContain(`"${word}"`);
    for (const file of [pdf, text]) expect(statSync(file).mode & 0o777).toBe(0o600);

    const device = ['--profile', 'tablet'];
    const next = newPassword();
    await withLines(ada, ['recover', ada.identifier, '--kit', pdf, '--new-password-fd', '3', ...device], next);
    expect(await withLines(ada, ['whoami', ...device], next)).toMatchObject({ hasRecoveryKit: true });
    expect(await withLines(ada, ['list', ...device], next)).toMatchObject({ elements: [{ title: 'before it was forgotten' }] });
  });

  if (IS_LONG)
    it('is had back with words typed anyhow; the password and the sessions before are at their end', async () => {
      const ben = await stage.registered('Ben Ash');
      const text = join(ben.home, 'kit.txt');
      await ben.json(['kit', '--text', text]);
      const words = readFileSync(text, 'utf8').match(/\d+\. [a-z]+/g) ?? [];
      expect(words).toHaveLength(15);
      const args = [
        'recover',
        ben.identifier,
        '--server',
        stage.server.url,
        '--words-fd',
        '3',
        '--new-password-fd',
        '3',
        '--profile',
        'tablet',
      ];
      await withLines(ben, args, words.join(', ').toUpperCase(), newPassword());
      expect(await ben.run(['list'])).toMatchObject({ code: 3, stderr: expect.stringContaining('E_UNAUTHENTICATED') });
      const old = await ben.run(['login', ben.identifier, '--server', stage.server.url, '--profile', 'other']);
      expect(old).toMatchObject({ code: 3, stderr: expect.stringContaining('E_LOGIN') });
    });

  if (IS_LONG)
    it('is had back again and again with one kit, and each device finds the whole record after it', async () => {
      const gus = await stage.registered('Gus Pine');
      const file = join(gus.home, 'record.json');
      const record = madeUpRecord(12).text;
      writeFileSync(file, record);
      await gus.json(['import', file]);
      await withLines(gus, ['login', gus.identifier, '--server', stage.server.url, '--profile', 'tablet'], gus.password);
      const { kit } = await gus.json<{ kit: { code: string; words: string[] } }>(['kit']);

      /** The whole record is on a device, and its own former password opens it no more. */
      const expectWhole = async (profile: string, password: string): Promise<void> => {
        const { stdout } = await gus.run(['export', '--no-provenance', '--profile', profile], { password });
        expect(resourcesOf(stdout)).toEqual(resourcesOf(record));
        expect(await gus.run(['unlock', '--profile', profile], { password: gus.password })).toMatchObject({ code: 3 });
      };
      // On the device that knows the account, with what the QR code says.
      const [first, second] = [newPassword(), newPassword()];
      const known = await gus.run(['recover', '--kit', '-', '--new-password-fd', '3'], { stdin: kit.code, password: first });
      expect(known).toMatchObject({ code: 0 });
      await expectWhole('default', first);
      // On a fresh one, with the beginnings of the words.
      const typed = [
        'recover',
        gus.identifier,
        '--server',
        stage.server.url,
        '--words-fd',
        '3',
        '--new-password-fd',
        '3',
        '--profile',
        'fresh',
      ];
      await withLines(gus, typed, kit.words.map((word) => word.slice(0, 4)).join('  '), second);
      await expectWhole('fresh', second);
      await withLines(gus, ['login', gus.identifier, '--password-changed', '--profile', 'tablet'], second);
      await expectWhole('tablet', second);
    }, 180_000);

  if (IS_LONG)
    it('is not opened by a kit that a newer one ended, and a sheet is never overwritten', async () => {
      const cleo = await stage.registered('Cleo Fox');
      const text = join(cleo.home, 'kit.txt');
      await cleo.json(['kit', '--text', text]);
      const sheet = readFileSync(text, 'utf8');
      expect(await cleo.run(['kit', '--text', text])).toMatchObject({ code: 2, stderr: expect.stringContaining('exists already') });
      expect(readFileSync(text, 'utf8')).toBe(sheet);
      await cleo.json(['kit', '--text', join(cleo.home, 'newer.txt')]);
      const former = await cleo.run(['recover', '--kit', text, '--new-password-fd', '3'], { password: newPassword() });
      expect(former).toMatchObject({ code: 3, stderr: expect.stringContaining('E_KIT') });
      // The refusal left everything as it was.
      await cleo.json(['list']);
    });

  it('stays open in the agent through new keys and passwords', async () => {
    const dan = await stage.registered('Dan Oak');
    await dan.unlock();
    const before = await dan.json<Answer>(['whoami']);
    const rotated = await withLines(dan, ['rotate'], dan.password);
    expect(rotated.account.words).not.toEqual(before.account.words);
    expect(await dan.json(['whoami'])).toMatchObject({ account: { words: rotated.account.words } });
    expect(await dan.json(['status'])).toMatchObject({ state: 'unlocked', hasRecoveryKit: false });

    const [next, last] = [newPassword(), newPassword()];
    await withLines(dan, ['password'], dan.password, next);
    const file = join(dan.home, 'kit.txt');
    const secured = await withLines(dan, ['secure', '--yes', '--text', file], next, last);
    expect(secured).toMatchObject({ files: [file], dropped: [] });
    expect(await dan.json(['status'])).toMatchObject({ state: 'unlocked', hasRecoveryKit: true });
    expect(await dan.json(['history', '--logins'])).toMatchObject({ logins: [{ way: 'password', result: 'in' }], before: null });
    const former = await dan.run(['password'], { password: `${next}\n${newPassword()}` });
    expect(former).toMatchObject({ code: 3, stderr: expect.stringContaining('E_PASSWORD') });
  });

  if (IS_LONG)
    it('tells other devices that its keys are new, ends their agents, and lets them log in again', async () => {
      const eve = await stage.registered('Eve Elm');
      const tablet = ['--profile', 'tablet'];
      await withLines(eve, ['login', eve.identifier, '--server', stage.server.url, ...tablet], eve.password);
      await withLines(eve, ['unlock', ...tablet], eve.password);
      expect(await eve.json(['sessions'])).toMatchObject({ sessions: [{}, {}] });
      await eve.json(['rotate', '--key', 'modern']);
      const renewed = await eve.run(['list', ...tablet], NO_PASSWORD);
      expect(renewed).toMatchObject({ code: 3, stderr: expect.stringContaining('E_KEYS_RENEWED') });
      const status = await eve.run(['status', '--json', ...tablet], NO_PASSWORD);
      expect(JSON.parse(status.stdout)).toMatchObject({ state: 'locked', hasRecoveryKit: null });
      await withLines(eve, ['login', eve.identifier, ...tablet], eve.password);

      await withLines(eve, ['password'], eve.password, newPassword());
      const salt = await eve.run(['login', eve.identifier, ...tablet], { password: eve.password });
      expect(salt).toMatchObject({ code: 5, stderr: expect.stringContaining('--password-changed') });
    });

  it('shows its certificate, and ends only when its address is given', async () => {
    const finn = await stage.registered('Finn Yew');
    const file = join(finn.home, 'finn.asc');
    await finn.json(['certificate', '--out', file]);
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
    const other = await finn.run(['close', '--confirm', 'finn@example.com']);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing was changed') });
    await finn.json(['list']);
    await finn.json(['close', '--confirm', finn.identifier.toUpperCase()]);
    expect(existsSync(join(finn.home, 'profiles', 'default'))).toBe(false);
    const gone = await finn.run(['login', finn.identifier, '--server', stage.server.url]);
    expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining('E_LOGIN') });
  });
});
