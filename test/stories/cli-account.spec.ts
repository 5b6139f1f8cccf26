import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';

const NO_PASSWORD = { password: undefined };

describe('an account with the sealchart command', () => {
  const stage = cliStage();

  it('is registered, kept open by an agent, locked, and removed from the device', async () => {
    const ada = stage.someone('Ada Moss');
    const { account, instance } = await ada.register();
    expect(account).toMatchObject({ identifier: ada.identifier, name: 'Ada Moss' });
    expect(account.words).toHaveLength(6);
    expect(instance.instanceId).toMatch(/^ins_/);

    const locked = await ada.run(['whoami', '--json'], NO_PASSWORD);
    expect({ code: locked.code, stdout: locked.stdout }).toEqual({ code: 3, stdout: '' });
    expect(JSON.parse(locked.stderr)).toMatchObject({ code: 'E_LOCKED', todo: expect.any(String) });

    expect(await ada.run(['unlock'])).toMatchObject({ code: 0 });
    const open = await ada.run(['whoami', '--json'], NO_PASSWORD);
    expect(JSON.parse(open.stdout)).toMatchObject({ account: { accountId: account.accountId } });
    const status = await ada.run(['status', '--json'], NO_PASSWORD);
    expect(JSON.parse(status.stdout)).toMatchObject({ state: 'unlocked', server: stage.server.url });

    expect(JSON.parse((await ada.run(['lock', '--json'], NO_PASSWORD)).stdout)).toMatchObject({ state: 'locked', wasUnlocked: true });
    expect(await ada.run(['whoami'], NO_PASSWORD)).toMatchObject({ code: 3 });

    const profile = join(ada.home, 'profiles', 'default');
    expect(await ada.run(['logout'])).toMatchObject({ code: 0 });
    expect(existsSync(profile)).toBe(false);
    expect(await ada.run(['whoami'])).toMatchObject({ code: 3, stderr: expect.stringContaining('E_NOT_LOGGED_IN') });
  });

  it('is opened on another device by the password alone, and by no other password', async () => {
    const ben = stage.someone('Ben Ash');
    const { account } = await ben.register();
    await ben.json(['add', '-'], { stdin: 'first note' });
    const device = ['--profile', 'tablet'];
    const wrong = await ben.run(['login', ben.identifier, '--server', stage.server.url, ...device], { password: 'not the right password' });
    expect(wrong).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('E_LOGIN') });
    const login = await ben.json(['login', ben.identifier, '--server', stage.server.url, ...device]);
    expect(login).toMatchObject({ profile: 'tablet', account: { accountId: account.accountId, words: account.words } });
    expect(await ben.json(['list', ...device])).toMatchObject({ elements: [{ title: 'first note' }] });
    expect(await ben.run(['unlock', ...device], { password: 'not the right password' })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('E_PASSWORD'),
    });
  });

  if (IS_LONG)
    it('can be given up on a device without the password, and had again', async () => {
      const cleo = stage.someone('Cleo Fox');
      await cleo.register();
      expect(await cleo.run(['logout', '--device-only'], NO_PASSWORD)).toMatchObject({ code: 0 });
      expect(await cleo.run(['list'])).toMatchObject({ code: 3 });
      await cleo.json(['login', cleo.identifier, '--server', stage.server.url]);
      expect(await cleo.json(['list'])).toMatchObject({ elements: [] });
    });

  it('is refused a second time under the same address, and in a profile that holds one', async () => {
    const dan = stage.someone('Dan Oak');
    await dan.register();
    const twice = await dan.run(['register', dan.identifier, '--name', 'Dan', '--server', stage.server.url, '--profile', 'other']);
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('E_IDENTIFIER_TAKEN') });
    const full = await dan.run(['register', 'new@example.org', '--name', 'Dan', '--server', stage.server.url]);
    expect(full).toMatchObject({ code: 2, stderr: expect.stringContaining('holds an account already') });
    const moved = await dan.run(['login', dan.identifier, '--server', 'http://localhost:1']);
    expect(moved).toMatchObject({ code: 2, stderr: expect.stringContaining('belongs to') });
  });

  if (IS_LONG)
    it('can be registered after all when the first address was a wrong one', async () => {
      const eve = stage.someone('Eve Elm');
      const wrong = await eve.run(['register', eve.identifier, '--name', 'Eve', '--server', 'http://localhost:1']);
      expect(wrong).toMatchObject({ code: 4, stderr: expect.stringContaining('E_NETWORK') });
      await eve.register();
      expect(await eve.json(['whoami'])).toMatchObject({ account: { identifier: eve.identifier } });
    });

  it('leaves nothing on the device that other users could read', async () => {
    const finn = stage.someone('Finn Yew');
    await finn.register();
    await finn.json(['add', '-'], { stdin: 'a note' });
    const profile = join(finn.home, 'profiles', 'default');
    expect(statSync(profile).mode & 0o077).toBe(0);
    const files = readdirSync(profile, { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(1);
    for (const name of files) expect({ name, others: statSync(join(profile, name)).mode & 0o077 }).toEqual({ name, others: 0 });
  });
});
