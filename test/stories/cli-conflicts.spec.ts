import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';
import { IS_LONG } from './support/long-form.ts';

const failure = (code: number, name: string | RegExp): object => ({
  code,
  stdout: '',
  stderr: typeof name === 'string' ? expect.stringContaining(name) : expect.stringMatching(name),
});
const weight = (value: string, status = 'final'): string =>
  `{"resourceType":"Observation","status":"${status}","code":{"text":"Body weight"},"valueQuantity":{"value":${value},"unit":"kg"}}`;
const TABLET = ['--profile', 'tablet'];

/** Every command is a process of its own. */
const TIMEOUT = 180_000;

describe('two devices that write at once', () => {
  let server: ApiProcess;
  let ada: CliPerson;

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
    ada = new CliPerson({ name: 'Ada Moss', server: server.url });
    await ada.register();
    await ada.json(['login', ada.identifier, '--server', server.url, ...TABLET]);
    await ada.json(['unlock', ...TABLET]);
    await ada.unlock();
  }, TIMEOUT);
  afterAll(async () => {
    await ada.run(['lock', ...TABLET], { password: undefined });
    await ada.remove();
    await server.remove();
  });

  /** An element that both devices have opened. */
  async function opened(content: string): Promise<string> {
    const { elementId } = await ada.json<{ elementId: string }>(['add', '-'], { stdin: content });
    await Promise.all([ada.json(['show', elementId]), ada.json(['show', elementId, ...TABLET])]);
    return elementId;
  }

  if (IS_LONG)
    it(
      'are joined where they changed different parts',
      async () => {
        const elementId = await opened(weight('71.50'));
        await ada.json(['edit', elementId, '-', ...TABLET], { stdin: weight('71.50', 'amended') });
        const joined = await ada.run(['edit', elementId, '-'], { stdin: weight('70.20') });
        expect(joined).toMatchObject({ code: 0, stdout: expect.stringContaining('holds both changes') });
        const raw = await ada.run(['show', elementId, '--raw', ...TABLET]);
        expect(raw.stdout).toContain('"status":"amended"');
        expect(raw.stdout).toContain('70.20');
      },
      TIMEOUT,
    );

  it(
    'are asked where they changed the same part, and nothing is lost',
    async () => {
      const elementId = await opened('Sleep\nbadly');
      await ada.json(['edit', elementId, '-', ...TABLET], { stdin: 'Sleep\nwell' });
      const second = await ada.run(['edit', elementId, '-'], { stdin: 'Sleep\nnot \u001b[2J at all' });
      expect(second).toMatchObject(failure(1, /E_UNMERGED[\s\S]*"conflicts"/));

      expect(await ada.json(['conflicts'])).toMatchObject({
        waiting: [{ elementId, state: 'conflict' }],
        conflicts: [{ elementId, fields: [{ path: 'text', before: 'Sleep\nbadly', theirs: 'Sleep\nwell' }] }],
      });
      const both = await ada.run(['conflicts', elementId]);
      expect(both.stdout).toMatch(/before {2}Sleep\n +badly\n +mine {4}Sleep\n +not \\u\{1b\}\[2J at all\n +theirs {2}Sleep\n +well/);
      expect((await ada.run(['list'])).stderr).toContain('1 conflict to be decided by you');
      expect(await ada.json(['status'])).toMatchObject({ waitingEdits: 0, conflicts: 1 });
      expect(await ada.json(['show', elementId])).toMatchObject({ element: { body: 'Sleep\nwell', edit: 'conflict' } });

      expect(await ada.run(['conflicts', elementId, '--take', 'dose=mine'])).toMatchObject(failure(2, '"dose" is not in conflict'));
      expect(await ada.run(['conflicts', elementId, '--discard'])).toMatchObject(failure(2, 'E_USAGE'));
      expect(await ada.json(['conflicts', elementId, '--take', 'text=mine'])).toMatchObject({ ok: true, version: 3 });
      expect(await ada.json(['conflicts'])).toEqual({ waiting: [], conflicts: [] });
      expect(await ada.run(['conflicts', elementId, '--mine'])).toMatchObject(failure(1, 'E_NOT_FOUND'));
      // Theirs is in the history.
      expect(await ada.json(['history', elementId, '--version', '2', ...TABLET])).toMatchObject({ content: { body: 'Sleep\nwell' } });
      expect(await ada.json(['show', elementId, ...TABLET])).toMatchObject({ element: { body: 'Sleep\nnot \u001b[2J at all' } });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'go on without the server, and what waits is sent later or given up',
      async () => {
        const [kept, given] = [await opened('Diary\nMonday'), await opened('Diary\nother')];
        await server.kill();
        const offline = await ada.run(['show', kept]);
        expect(offline).toMatchObject({ code: 0, stdout: expect.stringMatching(/as this device opened it last[\s\S]*Monday/) });
        const edited = await ada.run(['edit', kept, '-'], { stdin: 'Diary\nTuesday' });
        expect(edited).toMatchObject({ code: 0, stdout: expect.stringContaining('waits on this device') });
        await ada.json(['edit', given, '-'], { stdin: 'Diary\nnever mind' });
        const waiting = await ada.run(['conflicts']);
        expect(waiting).toMatchObject({ code: 0, stderr: expect.stringContaining('2 edits of yours wait') });
        expect(waiting.stdout.match(/waits +edit/g)).toHaveLength(2);
        expect(await ada.json(['conflicts', given, '--discard', '--yes'])).toEqual({ elementId: given, discarded: true });

        await server.start();
        expect((await ada.run(['list'])).stderr).toContain('1 change that waited on this device is stored now');
        expect(await ada.json(['show', kept, ...TABLET])).toMatchObject({ element: { version: 2, body: 'Diary\nTuesday' } });
        expect(await ada.json(['show', given])).toMatchObject({ element: { version: 1, body: 'Diary\nother' } });
      },
      TIMEOUT,
    );
});
