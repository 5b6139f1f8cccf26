import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LOGIN_FAILURES_PER_HOUR } from '@sealchart/protocol';
import type { CliPerson } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';
import { RAW_HEADERS } from './support/owned-account.ts';

const TIMEOUT = 180_000;

interface Sessions {
  readonly sessions: readonly { readonly sessionId: string; readonly device: string; readonly isCurrent: boolean }[];
}
interface Logins {
  readonly logins: readonly {
    readonly way: string;
    readonly result: string;
    readonly device: string;
    readonly isKnownDevice: boolean;
    readonly count: number;
  }[];
}

const newPassword = (): string => `another pass phrase ${crypto.randomUUID()}`;
const failure = (code: number, name: string): object => ({ code, stderr: expect.stringContaining(name) });
const on = (profile: string): string[] => ['--profile', profile];

describe('who is in, and who tried, with the sealchart command', () => {
  const stage = cliStage();

  const login = (person: CliPerson, profile: string, ...args: readonly string[]): string[] => [
    'login',
    person.identifier,
    '--server',
    stage.server.url,
    '--device',
    `the ${profile}`,
    ...args,
    ...on(profile),
  ];

  /** As a stranger would who speaks the protocol; the status of each answer. */
  async function guess({ identifier }: CliPerson, times: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let n = 0; n < times; n += 1) {
      const loginSecret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
      const body = JSON.stringify({ identifier, loginSecret, device: 'a stranger' });
      const answer = await fetch(`${stage.server.url}/v1/auth/login`, { method: 'POST', headers: RAW_HEADERS, body });
      await answer.text();
      statuses.push(answer.status);
    }
    return statuses;
  }

  it(
    'sessions are listed and ended, one or all others, and a device that is out gets in again',
    async () => {
      const ada = await stage.registered('Ada Moss');
      await ada.json(login(ada, 'tablet'));
      await ada.json(login(ada, 'laptop'));
      const { sessions } = await ada.json<Sessions>(['sessions']);
      expect(sessions.map(({ isCurrent }) => isCurrent).filter(Boolean)).toHaveLength(1);
      expect(
        sessions
          .filter(({ isCurrent }) => !isCurrent)
          .map(({ device }) => device)
          .sort(),
      ).toEqual(['the laptop', 'the tablet']);
      const tablet = sessions.find(({ device }) => device === 'the tablet')?.sessionId ?? '';
      const own = sessions.find(({ isCurrent }) => isCurrent)?.sessionId ?? '';

      expect(await ada.run(['sessions', '--end', own])).toMatchObject(failure(2, 'the session of this device'));
      expect(await ada.run(['sessions', '--end', '????'])).toMatchObject(failure(1, 'E_NOT_FOUND'));
      expect(await ada.json(['sessions', '--end', tablet.slice(0, 8)])).toMatchObject({ ended: 1, sessionId: tablet });
      expect(await ada.run(['list', ...on('tablet')])).toMatchObject(failure(3, 'E_UNAUTHENTICATED'));
      await ada.json(['list', ...on('laptop')]);
      expect(await ada.json(['sessions', '--end-others'])).toEqual({ ended: 1 });
      expect(await ada.run(['list', ...on('laptop')])).toMatchObject(failure(3, 'E_UNAUTHENTICATED'));
      await ada.json(login(ada, 'tablet'));
      expect(await ada.json(['list', ...on('tablet')])).toMatchObject({ elements: [] });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'a stranger who guesses is written down, and keeps neither the own device nor the kit from getting in',
      async () => {
        const ben = await stage.registered('Ben Ash');
        const kit = join(ben.home, 'kit.txt');
        await ben.json(['kit', '--text', kit]);
        const statuses = await guess(ben, LOGIN_FAILURES_PER_HOUR + 2);
        expect(statuses).toEqual([...Array.from({ length: LOGIN_FAILURES_PER_HOUR }, () => 401), 429, 429]);

        // The right password from a device that nobody knows comes too late, and says how long to wait.
        const unknown = await ben.run([...login(ben, 'new'), '--json']);
        expect(unknown.code).toBe(4);
        expect(JSON.parse(unknown.stderr)).toMatchObject({ code: 'E_THROTTLED', detail: expect.stringMatching(/\d+ (?:second|minute)/) });
        // A slip of the owner's own, and then the right one.
        expect(await ben.run(['login', ben.identifier], { password: newPassword() })).toMatchObject(failure(3, 'E_LOGIN'));
        await ben.json(['login', ben.identifier]);

        const { logins } = await ben.json<Logins>(['history', '--logins']);
        expect(logins.slice(0, 2)).toMatchObject([
          { result: 'in', isKnownDevice: true },
          { result: 'refused', isKnownDevice: true },
        ]);
        const strangers = logins.filter(({ device }) => device === 'a stranger');
        expect(strangers.filter(({ result }) => result === 'refused')).toHaveLength(LOGIN_FAILURES_PER_HOUR);
        const heldOff = logins.filter(({ result }) => result === 'throttled').reduce((sum, { count }) => sum + count, 0);
        expect(heldOff).toBe(3);
        const told = await ben.run(['history', '--logins']);
        expect(told.stdout).toMatch(/held off/);

        const next = newPassword();
        const recovering = ['recover', ben.identifier, '--kit', kit, '--new-password-fd', '3', ...on('recovered')];
        await ben.json(recovering, { password: next });
        expect(await ben.json<Logins>(['history', '--logins', ...on('recovered')], { password: next })).toMatchObject({
          logins: expect.arrayContaining([expect.objectContaining({ way: 'recovery', result: 'in' })]),
        });
      },
      TIMEOUT,
    );

  if (IS_LONG)
    it(
      'an account that was closed lets nobody in, takes nothing in, and leaves its address free',
      async () => {
        const [cleo, dan] = [await stage.registered('Cleo Fox'), await stage.registered('Dan Oak')];
        const { elementId } = await cleo.json<{ elementId: string }>(['add', '-'], { stdin: 'shared before the end' });
        await cleo.json(['share', elementId, '--with', dan.identifier, '--yes']);
        const { elementId: later } = await dan.json<{ elementId: string }>(['add', '-'], { stdin: 'written later' });
        const { person } = await dan.json<{ person: { accountId: string } }>(['verify', cleo.identifier]);
        const kit = join(cleo.home, 'kit.txt');
        await cleo.json(['kit', '--text', kit]);
        await cleo.json(['close', '--confirm', cleo.identifier]);

        // Like an account that never was.
        const gone = await cleo.run([...login(cleo, 'other'), '--json']);
        const never = await cleo.run(['login', `nobody.${cleo.identifier}`, '--server', stage.server.url, '--json', ...on('other')]);
        expect(gone).toMatchObject(failure(3, 'E_LOGIN'));
        expect(gone).toEqual(never);
        const recovering = ['recover', cleo.identifier, '--kit', kit, '--new-password-fd', '3', ...on('other')];
        expect(await cleo.run(recovering, { password: newPassword() })).toMatchObject(failure(3, 'E_KIT'));

        // Contacts keep what was shared, see the end, and share nothing with it: neither by address nor by account.
        expect(await dan.json(['show', elementId])).toMatchObject({ element: { body: 'shared before the end' } });
        expect(await dan.run(['share', later, '--with', cleo.identifier, '--yes'])).toMatchObject(failure(1, 'E_PERSON_UNKNOWN'));
        expect(await dan.run(['share', later, '--with', person.accountId, '--yes'])).toMatchObject({
          code: 5,
          stderr: expect.stringContaining('closed'),
        });

        const again = await cleo.json<{ account: { accountId: string; words: string[] } }>([
          'register',
          cleo.identifier,
          '--name',
          'Cleo',
          '--server',
          stage.server.url,
        ]);
        expect(again.account.accountId).not.toBe(person.accountId);
        expect(await cleo.json(['list'])).toMatchObject({ elements: [] });
        // Whoever has the address now is not who Dan knew under it, until he compared words.
        expect(await dan.json(['verify', cleo.identifier])).toMatchObject({
          person: { accountId: again.account.accountId, state: 'changed' },
        });
        expect(await dan.run(['share', later, '--with', cleo.identifier, '--yes'])).toMatchObject(failure(5, 'E_KEY_CHANGED'));
        await dan.json(['verify', cleo.identifier, '--words', again.account.words.join(' ')]);
        await dan.json(['share', later, '--with', cleo.identifier, '--yes']);
        expect(await cleo.json(['show', later])).toMatchObject({ element: { body: 'written later' } });
      },
      TIMEOUT,
    );
});
