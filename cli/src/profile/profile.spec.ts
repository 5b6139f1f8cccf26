import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { testHost } from '../testing/test-host.ts';
import { prepareProfile, removeProfile, selectProfile } from './profile.ts';
import { readSettings, writeSettings } from './settings.ts';

const hosts: ReturnType<typeof testHost>[] = [];
const hostOf = (...args: Parameters<typeof testHost>) => {
  const host = testHost(...args);
  hosts.push(host);
  return host;
};
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a profile', () => {
  it('is named by the option, else the environment, else is the default one', () => {
    expect(selectProfile(hostOf(), undefined).name).toBe('default');
    const host = hostOf({ environment: { profile: 'clinic' } });
    expect(selectProfile(host, undefined)).toEqual({ name: 'clinic', directory: join(host.environment.profiles, 'clinic') });
    expect(selectProfile(host, 'home').name).toBe('home');
  });

  it.each(['..', '../other', 'a/b', '', '-x', 'Clinic', 'a'.repeat(33), 'a\u0000'])('is never named %j', (name) => {
    expect(() => selectProfile(hostOf(), name)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });

  it('lies in a folder of this user alone, also where it was open before', async () => {
    const host = hostOf();
    const profile = selectProfile(host, 'a');
    await prepareProfile(profile, host);
    expect(modeOf(profile.directory)).toBe(0o700);
    const open = selectProfile(host, 'b');
    mkdirSync(open.directory, { mode: 0o755 });
    await prepareProfile(open, host);
    expect(modeOf(open.directory)).toBe(0o700);
  });

  it('is refused where something else is in its place, or somebody else owns it', async () => {
    const host = hostOf();
    const profile = selectProfile(host, 'a');
    mkdirSync(host.environment.profiles);
    writeFileSync(profile.directory, 'a file');
    await expect(prepareProfile(profile, host)).rejects.toMatchObject({ code: 'E_STORE' });
    const other = selectProfile(host, 'b');
    await prepareProfile(other, host);
    await expect(prepareProfile(other, { ...host, userId: 4_242 })).rejects.toMatchObject({ code: 'E_STORE' });
  });
});

describe('the settings of a profile', () => {
  it('are written whole, for this user alone, and read back', async () => {
    const host = hostOf();
    const profile = selectProfile(host, undefined);
    await prepareProfile(profile, host);
    await expect(readSettings(profile)).resolves.toBeUndefined();
    await writeSettings(profile, { server: 'http://localhost:3000' });
    await expect(readSettings(profile)).resolves.toEqual({ server: 'http://localhost:3000' });
    expect(modeOf(join(profile.directory, 'profile.json'))).toBe(0o600);
    await removeProfile(profile);
    await expect(readSettings(profile)).resolves.toBeUndefined();
  });

  it.each(['', '{', '[]', '{"server":1}', '{"server":"x","more":1}'])('are refused when they read %j', async (text) => {
    const host = hostOf();
    const profile = selectProfile(host, undefined);
    await prepareProfile(profile, host);
    writeFileSync(join(profile.directory, 'profile.json'), text);
    await expect(readSettings(profile)).rejects.toMatchObject({ code: 'E_STORE' });
    expect(readFileSync(join(profile.directory, 'profile.json'), 'utf8')).toBe(text);
  });
});
