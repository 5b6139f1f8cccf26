import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { nodePorts } from '@sealchart/sdk/node';
import { run } from './index.ts';
import { prepareProfile, selectProfile } from './profile/profile.ts';
import { writeSettings } from './profile/settings.ts';
import { testHost } from './testing/test-host.ts';

const hosts: ReturnType<typeof testHost>[] = [];
const hostOf = (...args: Parameters<typeof testHost>) => {
  const host = testHost(...args);
  hosts.push(host);
  return host;
};
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

const COMMANDS =
  'register login logout unlock lock status whoami rename kit recover ways password secure rotate sessions certificate close import imports export list show add edit addendum watch history restore conflicts erase erased share who revoke people verify fingerprint'.split(
    ' ',
  );

describe('help', () => {
  it('names every command', async () => {
    const host = hostOf();
    await expect(run(['--help'], host)).resolves.toBe(0);
    const help = host.out();
    for (const command of COMMANDS) expect(help).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
    expect(help).toContain('Exit codes:');
    expect(host.err()).toBe('');
  });

  it.each(COMMANDS)('of %s shows examples and the global options', async (command) => {
    const host = hostOf();
    await expect(run([command, '--help'], host)).resolves.toBe(0);
    expect(host.out()).toContain(`$ npx --no sealchart ${command}`);
    expect(host.out()).toContain('--profile');
  });

  it('stands on stderr, with exit code 2, when no command is given', async () => {
    const host = hostOf();
    await expect(run([], host)).resolves.toBe(2);
    expect(host.out()).toBe('');
    expect(host.err()).toContain('Your record:');
  });

  it('goes with a version', async () => {
    const host = hostOf();
    await expect(run(['--version'], host)).resolves.toBe(0);
    expect(host.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('arguments that are not understood', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['list', '--frobnicate']],
    ['a missing argument', ['show']],
    ['a missing option', ['share', 'elm_abc']],
    ['too many arguments', ['lock', 'now']],
    ['a role that is none', ['share', 'elm_abc', '--with', 'a@b', '--role', 'owner']],
    ['a descriptor that is none', ['list', '--password-fd', 'x']],
    ['a profile that is none', ['list', '--profile', '../x']],
    ['an address that is none', ['register', 'a@example.org', '--server', 'nowhere']],
    ['a kind of keys that is none', ['register', 'a@example.org', '--key', 'dsa']],
    ['a second descriptor that is none', ['password', '--new-password-fd', 'x']],
    ['a recovery without words', ['recover', 'a@example.org']],
    ['a recovery with two sources', ['recover', 'a@example.org', '--kit', 'kit.txt', '--words-fd', '0']],
    ['a routine with a date', ['rotate', '--since', '2026-11-01']],
    ['a day that is none', ['secure', '--yes', '--since', '2026-02-30']],
    ['a day to come', ['rotate', '--compromised', '--yes', '--since', '9999-01-01']],
    ['a confirmation that nobody can give', ['secure']],
    ['a date without its reason', ['close', '--since', '2026-11-01']],
    ['one file for two forms', ['kit', '--pdf', 'x', '--text', 'x']],
    ['two ends of sessions', ['sessions', '--end', 'abcd', '--end-others']],
    ['two confirmations of ways', ['ways', '--confirm', 'slt_abc', '--confirm-all']],
    ['a history of nothing', ['history']],
    ['a place in a history that is none', ['history', '--logins', '--older', 'x']],
    ['two histories', ['history', 'elm_abc', '--logins']],
    ['a place in the history of an element', ['history', 'elm_abc', '--older', '0'.repeat(24)]],
    ['a version of no element', ['history', '--logins', '--version', '2']],
    ['a version that is none', ['history', 'elm_abc', '--version', '0']],
    ['a version and two of them', ['history', 'elm_abc', '--version', '2', '--compare', '1..2']],
    ['versions that are none', ['history', 'elm_abc', '--compare', '2..']],
    ['three versions', ['history', 'elm_abc', '--compare', '1', '2', '3']],
    ['a restoring without a version', ['restore', 'elm_abc']],
    ['a restoring of no version', ['restore', 'elm_abc', '--version', 'last']],
    ['an edit without a text', ['edit', 'elm_abc']],
    ['an edit from no version', ['edit', 'elm_abc', 'note.txt', '--base', '-1']],
    ['an end that is none', ['share', 'elm_abc', '--with', 'a@b', '--until', 'soon']],
    ['an end that has passed', ['share', 'elm_abc', '--with', 'a@b', '--until', '2020-01-01']],
    ['two things to see', ['who', 'elm_abc', '--person', 'a@b']],
    ['a person that is none', ['who', '--person', 'elm_abc']],
    ['a choice for nothing', ['conflicts', '--mine']],
    ['two choices', ['conflicts', 'elm_abc', '--mine', '--theirs']],
    ['a choice that is none', ['conflicts', 'elm_abc', '--take', 'title=both']],
    ['a choice and giving up', ['conflicts', 'elm_abc', '--mine', '--discard']],
    ['no file to import', ['import']],
    ['an import of what cannot be read twice', ['import', 'a.json', '-']],
    ['an act on changed entries that is none', ['import', 'a.json', '--changed', 'replace']],
    ['an act on identical entries that is none', ['import', 'a.json', '--identical', 'update']],
    ['an option of before', ['import', 'a.json', '--again']],
    ['a yes to nothing', ['imports', '--yes']],
    ['two exports', ['export', '--gnupg', '--sealed', 'x', '-o', 'y']],
    ['a folder and a file', ['export', '--sealed', 'x', '-o', 'y']],
    ['elements named twice', ['export', 'elm_abc', '--type', 'notes']],
    ['a sealed file on the screen', ['export', '--gnupg']],
    ['keys on the screen', ['export', '--keys']],
    ['keys over a file', ['export', '--keys', '-o', 'x', '--force']],
    ['keys of an element', ['export', '--keys', '-o', 'x', 'elm_abc']],
    ['a format of no keys', ['export', '--format', 'gnupg']],
    ['a format that is none', ['export', '--keys', '-o', 'x', '--format', 'pgp5']],
    ['a provenance of no bundle', ['export', '--sealed', 'x', '--no-provenance']],
  ])('%s', async (_what, argv) => {
    const host = hostOf();
    await expect(run(argv, host)).resolves.toBe(2);
    expect(host.out()).toBe('');
    expect(host.err()).toMatch(/^E_USAGE {2}/m);
    const json = hostOf();
    await expect(run([...argv, '--json'], json)).resolves.toBe(2);
    expect(JSON.parse(json.err())).toMatchObject({
      code: 'E_USAGE',
      title: expect.any(String),
      detail: expect.any(String),
      todo: expect.any(String),
    });
  });

  it.each([
    ['login', 'a@example.org', '--password', 'hunter2secret'],
    ['--password=hunter2secret', 'unlock'],
    ['password', '--new-password', 'hunter2secret'],
    ['recover', 'a@example.org', '--words', 'hunter2secret'],
  ])('refuses a password among them', async (...argv) => {
    const host = hostOf();
    await expect(run(argv, host)).resolves.toBe(2);
    expect(host.err()).toContain('never an argument');
    expect(host.err() + host.out()).not.toContain('hunter2secret');
  });
});

function brokenPorts(): never {
  throw new TypeError('cannot read properties of undefined');
}

/** A run in which the program meets what it did not foresee. */
async function runBroken(isDebug: boolean) {
  const host = hostOf({ environment: { isDebug } });
  const profile = selectProfile(host, undefined);
  await prepareProfile(profile, host);
  await writeSettings(profile, { server: 'http://localhost:3000' });
  const exit = await run(['list'], { ...host, createPorts: brokenPorts });
  return { exit, out: host.out(), err: host.err() };
}

describe('a mistake of the program itself', () => {
  it('is told in plain words, and with everything only when asked to', async () => {
    const plain = await runBroken(false);
    expect(plain).toMatchObject({ exit: 1, out: '' });
    expect(plain.err).toMatch(/^E_UNEXPECTED {2}/);
    expect(plain.err).not.toMatch(/undefined|\bat /);
    expect((await runBroken(true)).err).toMatch(/TypeError: cannot read properties[\s\S]*\bat /);
  });
});

describe('without an account', () => {
  it.each([
    ['list'],
    ['whoami'],
    ['rename', 'Ada Hill'],
    ['import', 'x.json'],
    ['export'],
    ['unlock'],
    ['logout'],
    ['who'],
    ['people'],
    ['kit'],
    ['ways'],
    ['password'],
    ['secure', '--yes'],
    ['rotate'],
    ['sessions'],
    ['history', '--logins'],
    ['certificate'],
    ['close', '--confirm', 'a@example.org'],
    ['history', 'elm_abc', '--version', '2'],
    ['history', 'elm_abc', '--compare', '1', '2'],
    ['restore', 'elm_abc', '--version', '1'],
    ['edit', 'elm_abc', 'note.txt', '--base', '1'],
    ['addendum', 'elm_abc', 'note.txt'],
    ['conflicts', 'elm_abc', '--theirs', '--take', 'title=mine'],
    ['erase', 'elm_abc', '--yes'],
    ['erased'],
    ['imports', '--undo', 'imp_abc', '--yes'],
    ['share', 'elm_abc', '--with', 'a@b', '--until', '30d', '--no-history', '--yes'],
    ['who', '--person', 'me'],
  ])('%s ends with 3', async (...argv) => {
    const host = hostOf();
    await expect(run(argv, host)).resolves.toBe(3);
    expect(host.err()).toMatch(/^E_NOT_LOGGED_IN/m);
  });

  it('tells its state', async () => {
    const host = hostOf();
    await expect(run(['status', '--json', '--profile', 'clinic'], host)).resolves.toBe(0);
    expect(JSON.parse(host.out())).toMatchObject({ profile: 'clinic', server: null, state: 'empty', lockedInSeconds: null });
    const lock = hostOf();
    await expect(run(['lock', '--json'], lock)).resolves.toBe(0);
    expect(JSON.parse(lock.out())).toEqual({ profile: 'default', state: 'locked', wasUnlocked: false });
  });

  it('can be cleared', async () => {
    const host = hostOf();
    await expect(run(['logout', '--device-only', '--json'], host)).resolves.toBe(0);
    expect(JSON.parse(host.out())).toEqual({ profile: 'default', loggedOut: true });
    expect(existsSync(host.environment.profiles)).toBe(false);
  });

  it('says honestly at registration what a forgotten password means without a kit, and asks nothing without a terminal', async () => {
    const host = { ...hostOf(), createPorts: (directory: string) => nodePorts({ directory }) };
    await expect(run(['register', 'ada@example.org', '--name', 'Ada'], host)).resolves.toBe(2);
    expect(host.err()).toMatch(/Make a recovery kit[\s\S]*forgets the password and has no kit loses the data/);
    expect(host.err()).toContain('--password-fd');
  });
});
