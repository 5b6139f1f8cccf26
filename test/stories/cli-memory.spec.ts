import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CliPerson } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';

interface Version {
  readonly version: number;
  readonly kind: string;
  readonly contentVersion: number;
  readonly author: string;
  readonly addenda: number;
}

const failure = (code: number, name: string): object => ({ code, stdout: '', stderr: expect.stringContaining(name) });

/** Every command is a process of its own. */
const TIMEOUT = 180_000;

describe('the memory of an element with the sealchart command', () => {
  const stage = cliStage();
  const pat = { person: undefined as unknown as CliPerson, accountId: '' };
  const doctor = { person: undefined as unknown as CliPerson, accountId: '' };

  beforeAll(async () => {
    for (const [who, name] of [
      [pat, 'Pat Smith'],
      [doctor, 'Dr Robin Hill'],
    ] as const) {
      who.person = stage.someone(name);
      who.accountId = (await who.person.register()).account.accountId;
      await who.person.unlock();
    }
  }, TIMEOUT);

  it(
    'tells who wrote what when, keeps addenda, compares, restores and erases',
    async () => {
      const { elementId } = await pat.person.json<{ elementId: string }>(['add', '-'], { stdin: 'Blood pressure\n140/90 at home' });
      await pat.person.json(['share', elementId, '--with', doctor.person.identifier, '--role', 'editor', '--yes']);

      // Version 2 lets the doctor in; 3 is the doctor's, 4 the doctor's addendum.
      expect(
        await doctor.person.json(['edit', elementId, '-'], { stdin: 'Blood pressure\n125/80 \u001b[2J at the practice' }),
      ).toMatchObject({
        ok: true,
        version: 3,
      });
      const remark = await doctor.person.json(['addendum', elementId, '-'], { stdin: 'Measured\u001b[2J twice.\n' });
      expect(remark).toMatchObject({ ok: true, version: 4 });
      const page = await pat.person.run(['show', elementId]);
      expect(page.stdout).toMatch(
        /125\/80[\s\S]*Addendum 1 by Dr Robin Hill \(not verified\) on .*, signature proven\n {2}Measured\\u\{1b\}\[2J twice\./,
      );

      // The content changes after it: the addendum says what it speaks about.
      await pat.person.json(['edit', elementId, '-'], { stdin: 'Blood pressure\n130/85' });
      const shown = await pat.person.json<{ element: { remarks: object[] } }>(['show', elementId]);
      expect(shown.element.remarks).toEqual([expect.objectContaining({ author: doctor.accountId, contentVersion: 3, isCurrent: false })]);
      expect((await pat.person.run(['show', elementId])).stdout).toContain('(to version 3; the content has changed since)');

      const { versions } = await pat.person.json<{ versions: Version[] }>(['history', elementId]);
      expect(versions.map(({ version, kind, contentVersion }) => [version, kind, contentVersion])).toEqual([
        [5, 'content', 5],
        [4, 'content', 4],
        [3, 'content', 3],
        [2, 'access', 1],
        [1, 'content', 1],
      ]);
      expect(versions.map(({ author }) => (author === pat.accountId ? 'pat' : 'doctor'))).toEqual([
        'pat',
        'doctor',
        'doctor',
        'pat',
        'pat',
      ]);
      const told = await pat.person.run(['history', elementId]);
      expect(told.stdout).toMatch(/^4 {2}.* {2}Dr Robin Hill \(not verified\), signature proven\n.*- 1 addendum/m);
      expect(told.stdout).toMatch(/- let in Dr Robin Hill \(not verified\) as editor$/m);

      // A version that changed only readers shows the content that it had.
      expect(await pat.person.json(['history', elementId, '--version', '2'])).toMatchObject({
        content: { contentVersion: 1, body: 'Blood pressure\n140/90 at home' },
      });
      expect(await pat.person.run(['history', elementId, '--version', '9'])).toMatchObject(failure(2, 'they go from 1 to 5'));
      const compared = await pat.person.run(['history', elementId, '--compare', '1..5']);
      expect(compared.stdout).toMatch(/^text\n(.*\n)*.*- .*140\/90 at home\n(.*\n)*.*\+ .*130\/85/m);
      expect(await pat.person.json(['history', elementId, '--compare', '1', '2'])).toMatchObject({ changes: [] });

      expect(await pat.person.run(['restore', elementId, '--version', '5'])).toMatchObject(failure(2, 'that counts now'));
      expect(await pat.person.json(['restore', elementId, '--version', '2'])).toMatchObject({ ok: true, version: 6, restored: 1 });
      expect(await doctor.person.json(['show', elementId])).toMatchObject({
        element: { body: 'Blood pressure\n140/90 at home', remarks: [{ text: expect.stringContaining('Measured') }] },
      });

      // Only the owner erases, and nobody by mistake.
      expect(await doctor.person.run(['erase', elementId, '--yes'])).toMatchObject(failure(1, 'E_RIGHT'));
      const asked = await pat.person.run(['erase', elementId]);
      expect(asked).toMatchObject(failure(2, 'E_USAGE'));
      expect(asked.stderr).toMatch(/loses it: 1 person\n {2}- Dr Robin Hill[\s\S]*may have kept what they read/);
      const erased = await pat.person.json<{ outcomes: object[]; erased: { receipt: object }[] }>(['erase', elementId, '--yes']);
      expect(erased).toMatchObject({
        outcomes: [{ elementId, ok: true }],
        erased: [{ elementId, receipt: { elementId, destroyed: { versions: 6 }, backupDays: 30 } }],
      });
      for (const { person } of [pat, doctor]) expect(await person.run(['show', elementId])).toMatchObject(failure(1, 'E_NOT_FOUND'));
      expect(await pat.person.json(['erased'])).toEqual({ erased: erased.erased });
      const list = await pat.person.run(['erased']);
      expect(list.stdout).toMatch(/6 versions, \d+ keys?, .*\n[\s\S]*no proof/);
      expect(await doctor.person.json(['erased'])).toEqual({ erased: [] });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'refuses empty and endless addenda, and those of a viewer',
      async () => {
        const { elementId } = await pat.person.json<{ elementId: string }>(['add', '-'], { stdin: 'a note' });
        await pat.person.json(['share', elementId, '--with', doctor.person.identifier, '--yes']);
        expect(await pat.person.run(['addendum', elementId, '-'], { stdin: ' \n' })).toMatchObject(failure(2, 'E_USAGE'));
        expect(await pat.person.run(['addendum', elementId])).toMatchObject(failure(2, 'name a file'));
        expect(await pat.person.run(['addendum', elementId, '-'], { stdin: 'x'.repeat(20_001) })).toMatchObject(
          failure(1, '20,000 characters'),
        );
        expect(await doctor.person.run(['addendum', elementId, '-'], { stdin: 'mine' })).toMatchObject(failure(1, 'E_RIGHT'));
        expect(await pat.person.json(['show', elementId])).toMatchObject({ element: { version: 2, remarks: [] } });
      },
      TIMEOUT,
    );
});
