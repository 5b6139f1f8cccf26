import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { apiProcess } from './support/api-process.ts';
import type { CliPerson } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';

const TIMEOUT = 180_000;
const RECOVER = 'POST /v1/auth/recover ';
const MEGABYTE = 2 ** 20;

const newPassword = (): string => `another pass phrase ${crypto.randomUUID()}`;
const failure = (code: number, name: string | RegExp): object => ({
  code,
  stderr: typeof name === 'string' ? expect.stringContaining(name) : expect.stringMatching(name),
});
/** A kit whose words were replaced, in their places. */
const withWords = (kit: string, words: readonly string[]): string => {
  const rest = [...words];
  return kit.replaceAll(/(?<=\d\. )[a-z]+/g, () => rest.shift() ?? '');
};

async function kitOf(person: CliPerson): Promise<string> {
  await person.register();
  const file = join(person.home, 'kit.txt');
  await person.json(['kit', '--text', file]);
  return readFileSync(file, 'utf8');
}

/** Tries to get back in with a text, on a device that knows nothing. */
function recoverWith(person: CliPerson, name: string, text: string): ReturnType<CliPerson['run']> {
  const file = join(person.home, `${name}.txt`);
  writeFileSync(file, text);
  const args = ['recover', person.identifier, '--kit', file, '--new-password-fd', '3', '--profile', name];
  return person.run(args, { password: newPassword() });
}

describe('what a person may give the sealchart command by mistake', () => {
  const stage = cliStage({ hasProxy: true });

  const triesToRecover = (): number => stage.proxy.traffic().toString('latin1').split(RECOVER).length - 1;

  it(
    'is no kit: each is told what is wrong before anything is sent, and the real one goes on to work',
    async () => {
      const ada = stage.someone('Ada Moss');
      const kit = await kitOf(ada);
      const words = Array.from(kit.matchAll(/(?<=\d\. )[a-z]+/g), ([word]) => word);
      expect(words).toHaveLength(15);
      const [first = '', ...others] = words;
      const before = triesToRecover();
      const bad: readonly (readonly [name: string, text: string, ...Parameters<typeof failure>])[] = [
        ['letter', withWords(kit, [`${first.slice(0, -1)}qx`, ...others]), 2, /word 1 is no word of the list/],
        ['missing', withWords(kit, ['', ...others]), 2, 'E_WORDS'],
        ['newer', kit.replace(/(kit format\s+)1/, '$12'), 2, /a newer version .* update/],
        ['empty', '', 2, 'no recovery kit in it'],
        ['letters', 'Dear Ada, thank you for your letter.', 2, 'no recovery kit in it'],
        ['large', 'x'.repeat(10 * MEGABYTE), 2, 'too long for a recovery kit'],
      ];
      const results = await Promise.all(bad.map(([name, text]) => recoverWith(ada, name, text)));
      expect(results).toEqual(bad.map(([, , code, text]) => expect.objectContaining({ ...failure(code, text), stdout: '' })));
      // At most the one guess at what was meant: no other word stands where others may read it.
      for (const { stderr } of results) expect((stderr.match(/"[a-z]+"/g) ?? []).length).toBeLessThanOrEqual(1);
      for (const { stderr } of results) expect(stderr).not.toContain(others.slice(0, 2).join(' '));
      expect(triesToRecover()).toBe(before);
      for (const [name] of bad)
        expect(await ada.json(['status', '--profile', name], { password: undefined })).toMatchObject({ state: 'empty' });
      expect(await recoverWith(ada, 'real', kit)).toMatchObject({ code: 0 });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'is the kit of somebody else: another account, words of another order, another server',
      async () => {
        const [ben, cleo] = [stage.someone('Ben Ash'), stage.someone('Cleo Fox')];
        const [kit, other] = [await kitOf(ben), await kitOf(cleo)];
        const words = Array.from(kit.matchAll(/(?<=\d\. )[a-z]+/g), ([word]) => word);
        const strangers = Array.from(other.matchAll(/(?<=\d\. )[a-z]+/g), ([word]) => word);
        const swapped = await recoverWith(ben, 'swapped', withWords(kit, [...words.slice(1), words[0] ?? '']));
        // One order in 32 has a right checksum, and is no code of this account all the same.
        expect(swapped.stderr).toMatch(/E_WORDS|E_KIT/);
        expect(await recoverWith(ben, 'foreign', withWords(kit, strangers))).toMatchObject(failure(3, 'E_KIT'));
        const typed = [
          'recover',
          ben.identifier,
          '--server',
          stage.server.url,
          '--words-fd',
          '3',
          '--new-password-fd',
          '3',
          '--profile',
          'typed',
        ];
        const typing = await ben.run(typed, { password: `${strangers.join(' ')}\n${newPassword()}` });
        expect(typing).toMatchObject(failure(3, 'E_KIT'));

        const elsewhere = await apiProcess();
        try {
          await elsewhere.start();
          const dan = stage.someone('Dan Oak', elsewhere.url);
          const file = join(dan.home, 'kit.txt');
          await kitOf(dan);
          const before = triesToRecover();
          const args = [
            'recover',
            dan.identifier,
            '--kit',
            file,
            '--server',
            stage.server.url,
            '--new-password-fd',
            '3',
            '--profile',
            'other',
          ];
          expect(await dan.run(args, { password: newPassword() })).toMatchObject(failure(5, 'E_INSTANCE'));
          expect(triesToRecover()).toBe(before);
          await dan.run(['lock'], { password: undefined });
        } finally {
          await elsewhere.remove();
        }
        // None of it changed anything.
        await ben.json(['list']);
        expect(await recoverWith(ben, 'real', kit)).toMatchObject({ code: 0 });
      },
      TIMEOUT,
    );

  it(
    'is one address given by two people at once: one of them has it, the other is told',
    async () => {
      const [eve, imposter] = [stage.someone('Eve Elm'), stage.someone('Eve Elm')];
      const register = (person: CliPerson): ReturnType<CliPerson['run']> =>
        person.run(['register', eve.identifier, '--name', 'Eve', '--server', stage.server.url]);
      const both = [eve, imposter] as const;
      const results = await Promise.all(both.map(register));
      const winner = results.findIndex(({ code }) => code === 0);
      expect(results.filter(({ code }) => code === 0)).toHaveLength(1);
      expect(results[1 - winner]).toMatchObject(failure(1, 'E_IDENTIFIER_TAKEN'));
      const [won, lost] = winner === 0 ? both : both.toReversed();
      expect(await won?.json(['whoami'])).toMatchObject({ account: { identifier: eve.identifier } });
      expect(await lost?.run(['whoami'])).toMatchObject(failure(3, 'E_NOT_LOGGED_IN'));
      // Who was refused registers with another address on the same device.
      await lost?.json(['register', `second.${eve.identifier}`, '--name', 'Eve', '--server', stage.server.url]);
    },
    TIMEOUT,
  );
});
