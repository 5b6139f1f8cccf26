import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CliPerson } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';
import { killAtRequest } from './support/kill-at-request.ts';
import { IS_LONG } from './support/long-form.ts';

const TIMEOUT = 180_000;
const TABLET = ['--profile', 'tablet'];
const BUNDLE_WRITE = 'POST /v1/accounts/me/bundle';

const newPassword = (): string => `another pass phrase ${crypto.randomUUID()}`;
const lines = (...all: readonly string[]): { password: string } => ({ password: all.join('\n') });
const failure = (code: number, name: string): object => ({ code, stderr: expect.stringContaining(name) });

describe('a password with the sealchart command', () => {
  const stage = cliStage({ hasProxy: true });

  const loginArgs = ({ identifier }: CliPerson, profile: string): string[] => [
    'login',
    identifier,
    '--server',
    stage.server.url,
    '--profile',
    profile,
  ];

  if (IS_LONG)
    it(
      'is changed in turn with other acts of the same device, and each builds on what the one before left',
      async () => {
        const ada = await stage.registered('Ada Moss');
        const kits = await Promise.all([ada.run(['kit', '--json']), ada.run(['kit', '--json']), ada.run(['rotate', '--json'])]);
        expect(kits.map(({ code }) => code)).toEqual([0, 0, 0]);
        const { ways } = await ada.json<{ ways: { kind: string; isConfirmed: boolean }[] }>(['ways']);
        expect(ways.map(({ kind, isConfirmed }) => `${kind} ${isConfirmed}`).toSorted()).toEqual(['password true', 'recovery true']);
        const next = lines(newPassword());
        await ada.json(['password'], lines(ada.password, next.password));
        await ada.json(['kit'], next);
      },
      TIMEOUT,
    );

  it(
    'is changed on one device; the other is told, and goes on with the new one and all that it knew',
    async () => {
      const [ada, friend] = [await stage.registered('Ada Moss'), await stage.registered('Fay Reed')];
      await ada.json(loginArgs(ada, 'tablet'));
      const { words } = await friend.json<{ words: string[] }>(['fingerprint']);
      await ada.json(['verify', friend.identifier, '--words', words.join(' '), ...TABLET]);
      await ada.json(['add', '-'], { stdin: 'before the change' });

      const next = lines(newPassword());
      await ada.json(['password'], lines(ada.password, next.password));
      expect(await ada.run(['list', ...TABLET])).toMatchObject(failure(3, 'E_UNAUTHENTICATED'));
      const renewing = [...loginArgs(ada, 'tablet'), '--password-changed'];
      expect(await ada.run(renewing)).toMatchObject(failure(3, 'E_LOGIN'));
      expect(await ada.run(loginArgs(ada, 'tablet'), next)).toMatchObject(failure(5, 'E_SALT'));
      await ada.json(renewing, next);
      expect(await ada.json(['people', ...TABLET], next)).toMatchObject({
        people: [{ identifier: friend.identifier, state: 'verified' }],
      });
      expect(await ada.json(['list', ...TABLET], next)).toMatchObject({ elements: [{ title: 'before the change' }] });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'stays as it is when the current one is wrong, or the new one is short, empty to the eye, or the same',
      async () => {
        const ben = await stage.registered('Ben Ash');
        const refused: readonly (readonly [current: string, next: string, ...Parameters<typeof failure>])[] = [
          ['not the right password', newPassword(), 3, 'E_PASSWORD'],
          [ben.password, 'eleven char', 2, 'at least 12 characters'],
          [ben.password, ' '.repeat(40), 2, 'more than spaces'],
          [ben.password, ben.password, 2, 'the password that you have now'],
        ];
        const results = await Promise.all(refused.map(([current, next]) => ben.run(['password'], lines(current, next))));
        expect(results).toEqual(refused.map(([, , code, text]) => expect.objectContaining(failure(code, text))));
        expect(await ben.run(['password'], lines(ben.password))).toMatchObject({ code: 2 });
        await ben.json(loginArgs(ben, 'tablet'));
        expect(await ben.json(['sessions'])).toMatchObject({ sessions: [{}, {}] });
      },
      TIMEOUT,
    );

  if (IS_LONG)
    it(
      'may be of any letters and length, and is the same however they are typed',
      async () => {
        const cleo = await stage.registered('Cleo Fox');
        const long = '🐑 Größe と 長さ '.repeat(20).slice(0, 200);
        const typed = `Café №12 ﬁnal ${crypto.randomUUID()}`;
        await cleo.json(['password'], lines(cleo.password, long));
        await cleo.json(['password'], lines(long, typed.normalize('NFD')));
        const wide = typed.replace('Caf', '\uff23\uff41\uff46');
        await cleo.json(loginArgs(cleo, 'composed'), lines(typed.normalize('NFC')));
        await cleo.json(loginArgs(cleo, 'wide'), lines(wide));
        expect(await cleo.run(loginArgs(cleo, 'plain'), lines(typed.replace('é', 'e')))).toMatchObject(failure(3, 'E_LOGIN'));
        const same = await cleo.run(['password'], lines(typed, wide));
        expect(same).toMatchObject(failure(2, 'the password that you have now'));
      },
      TIMEOUT,
    );

  if (IS_LONG)
    it(
      'that two devices change at once becomes that of one of them, and nobody is locked out',
      async () => {
        const dan = await stage.registered('Dan Oak');
        await dan.json(['add', '-'], { stdin: 'before both' });
        await dan.json(loginArgs(dan, 'tablet'));
        const passwords = [newPassword(), newPassword()] as const;
        const results = await Promise.all([
          dan.run(['password'], lines(dan.password, passwords[0])),
          dan.run(['password', ...TABLET], lines(dan.password, passwords[1])),
        ]);
        const winner = results.findIndex(({ code }) => code === 0);
        const loser = results[1 - winner];
        expect(results.filter(({ code }) => code === 0)).toHaveLength(1);
        // The other one came to an account that had changed, or its session had ended with the change.
        expect(loser?.stderr).toMatch(/E_CONFLICT|E_UNAUTHENTICATED/);
        const [won, lost] = winner === 0 ? passwords : passwords.toReversed();
        expect(await dan.run(loginArgs(dan, 'fresh'), lines(lost ?? ''))).toMatchObject(failure(3, 'E_LOGIN'));
        const loserDevice = winner === 0 ? 'tablet' : 'default';
        await dan.json([...loginArgs(dan, loserDevice), '--password-changed'], lines(won ?? ''));
        expect(await dan.json(['list', '--profile', loserDevice], lines(won ?? ''))).toMatchObject({
          elements: [{ title: 'before both' }],
        });
      },
      TIMEOUT,
    );

  it(
    'old or new leads in after the server was killed in the midst of any change of keys',
    async () => {
      const eve = await stage.registered('Eve Elm');
      await eve.json(['add', '-'], { stdin: 'before the power cut' });
      let password = eve.password;
      for (const act of IS_LONG ? ['password', 'rotate', 'kit', 'secure'] : ['password']) {
        const isNew = act === 'password' || act === 'secure';
        const [first, second] = [newPassword(), newPassword()];
        const argsOf = (file: string): string[] => [
          act,
          ...(act === 'secure' ? ['--yes'] : []),
          ...(act === 'secure' || act === 'kit' ? ['--text', join(eve.home, file)] : []),
        ];
        const { result } = eve.start([...argsOf(`${act}-cut.txt`), '--json'], isNew ? lines(password, first) : lines(password));
        await killAtRequest(stage.server, stage.proxy, BUNDLE_WRITE);
        const { code, stderr } = await result;
        // The command goes on by itself when the server is back, or says that it could not.
        expect({ act, said: code === 0 ? 'done' : stderr }).toEqual({ act, said: expect.stringMatching(/^done$|E_NETWORK|E_UNAVAILABLE/) });

        const candidates = isNew ? [password, first] : [password];
        const logins = await Promise.all(candidates.map((candidate, i) => eve.run(loginArgs(eve, `${act}-${i}`), lines(candidate))));
        expect(logins.filter((login) => login.code === 0)).toHaveLength(1);
        const left = logins.findIndex((login) => login.code === 0);
        // What was told to be done is.
        expect(code === 0 ? left : candidates.length - 1).toBe(candidates.length - 1);
        password = candidates[left] ?? '';
        expect(await eve.json(['list'], lines(password))).toMatchObject({ elements: [{ title: 'before the power cut' }] });
        await eve.json(argsOf(`${act}-again.txt`), isNew ? lines(password, second) : lines(password));
        if (isNew) password = second;
      }
      expect(await eve.json(['list'], lines(password))).toMatchObject({ elements: [{ title: 'before the power cut' }] });
      expect(await eve.json(['whoami'], lines(password))).toMatchObject({ hasRecoveryKit: IS_LONG, unconfirmedWays: 0 });
    },
    TIMEOUT,
  );
});
