import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromInstant, toInstant } from '@sealchart/protocol';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';
import { IS_LONG } from './support/long-form.ts';

interface Readers {
  readonly readers: readonly { readonly isSelf: boolean; readonly role: string; readonly until?: string; readonly hasEnded: boolean }[];
}

const DAY_MS = 86_400_000;
const failure = (code: number, name: string): object => ({ code, stdout: '', stderr: expect.stringContaining(name) });

/** Every command is a process of its own. */
const TIMEOUT = 180_000;

describe('what a share gives, and how long', () => {
  let server: ApiProcess;
  let pat: CliPerson;
  let doctor: CliPerson;

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
    pat = new CliPerson({ name: 'Pat Smith', server: server.url });
    doctor = new CliPerson({ name: 'Dr Robin Hill', server: server.url });
    for (const person of [pat, doctor]) {
      await person.register();
      await person.unlock();
    }
  }, TIMEOUT);
  afterAll(async () => {
    for (const person of [pat, doctor]) await person.remove();
    await server.remove();
  });

  const note = async (text: string): Promise<string> => (await pat.json<{ elementId: string }>(['add', '-'], { stdin: text })).elementId;
  const share = (elementId: string, ...options: string[]): ReturnType<CliPerson['run']> =>
    pat.run(['share', elementId, '--with', doctor.identifier, '--yes', ...options]);
  const doctorOf = async (elementId: string): Promise<Readers['readers'][number] | undefined> =>
    (await pat.json<Readers>(['who', elementId])).readers.find(({ isSelf }) => !isSelf);

  it(
    'is said before, kept where nothing is said, and changed where something is',
    async () => {
      const elementId = await note('terms');
      const first = await share(elementId, '--until', '1w');
      expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/as viewer until .* UTC\./) });
      expect(first.stderr).toMatch(/It ends by itself on .* local time \(.*Z\)\./);
      const { until = '' } = (await doctorOf(elementId)) ?? {};
      expect(Math.abs(fromInstant(until) - Date.now() - 7 * DAY_MS)).toBeLessThan(60_000);
      expect(await doctor.json(['show', elementId])).toMatchObject({ element: { until } });
      expect((await doctor.run(['show', elementId])).stdout).toContain('you read    until');

      const up = await share(elementId, '--role', 'editor');
      expect(up.stderr).toContain('- 1 element: viewer -> editor');
      expect(await doctorOf(elementId)).toMatchObject({ role: 'editor', until, hasEnded: false });
      const down = await share(elementId, '--role', 'viewer', '--until', 'never');
      expect(down.stderr).toMatch(/- 1 element: editor -> viewer, ends .* UTC -> never/);
      expect(await doctorOf(elementId)).toMatchObject({ role: 'viewer' });
      expect(await doctorOf(elementId)).not.toHaveProperty('until');
      expect(await doctor.run(['edit', elementId, '-'], { stdin: 'mine' })).toMatchObject(failure(1, 'E_RIGHT'));
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'has earlier versions in it, or not',
      async () => {
        const elementId = await note('first');
        await pat.json(['edit', elementId, '-'], { stdin: 'second' });
        await share(elementId);
        expect((await doctor.run(['history', elementId, '--version', '1'])).code).not.toBe(0);
        expect((await share(elementId, '--history')).stderr).toContain('earlier versions shared too');
        expect(await doctor.json(['history', elementId, '--version', '1'])).toMatchObject({ content: { body: 'first' } });
        await share(elementId, '--no-history');
        expect((await doctor.run(['history', elementId, '--version', '1'])).code).not.toBe(0);
        expect(await doctor.json(['show', elementId])).toMatchObject({ element: { body: 'second' } });
      },
      TIMEOUT,
    );

  it(
    'ends by itself, and is told as ended',
    async () => {
      const elementId = await note('soon over');
      expect(await share(elementId, '--until', '2020-01-01')).toMatchObject(failure(2, 'has passed already'));
      const until = toInstant(Date.now() + 15_000);
      expect((await share(elementId, '--until', until)).code).toBe(0);
      expect(await doctor.json(['show', elementId])).toMatchObject({ element: { body: 'soon over' } });
      for (;;) if ((await doctor.run(['show', elementId])).code !== 0) break;
      expect(Date.now()).toBeGreaterThanOrEqual(fromInstant(until) - 1_000);
      expect(await doctorOf(elementId)).toMatchObject({ until, hasEnded: true });
      expect((await pat.run(['who', elementId])).stdout).toMatch(/can be read by 1 person:[\s\S]*ENDED/);
      expect(await share(elementId, '--role', 'editor')).toMatchObject(failure(2, 'has ended already'));
      expect((await share(elementId, '--until', '30d')).code).toBe(0);
      expect(await doctor.json(['show', elementId])).toMatchObject({ element: { body: 'soon over', role: 'viewer' } });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'is told by person, by element and for everybody, and taken back with an honest word',
      async () => {
        const elementId = await note('who sees');
        await share(elementId, '--until', '90d', '--role', 'manager');
        const { elements } = await pat.json<{ elements: { elementId: string; personRole: string }[] }>([
          'who',
          '--person',
          doctor.identifier,
        ]);
        expect(elements).toContainEqual(expect.objectContaining({ elementId, personRole: 'manager', hasEnded: false }));
        const everybody = await pat.json<{ people: { elements: string[]; nextUntil: string; byRole: object }[] }>(['who']);
        expect(everybody.people).toHaveLength(1);
        expect(everybody.people[0]).toMatchObject({ byRole: { manager: 1 }, nextUntil: expect.stringMatching(/Z$/) });
        expect(everybody.people[0]?.elements).toContain(elementId);
        expect((await pat.run(['who'])).stdout).toMatch(/Dr Robin Hill +not verified .*1 as manager/);

        const revoked = await pat.run(['revoke', elementId, '--from', doctor.identifier, '--yes']);
        expect(revoked).toMatchObject({ code: 0, stdout: expect.stringContaining('What they have read they may have kept.') });
        expect(await doctor.run(['show', elementId])).toMatchObject(failure(1, 'E_NOT_FOUND'));
        const history = await pat.run(['history', elementId]);
        expect(history.stdout).toMatch(
          /- took out Dr Robin Hill \(not verified\), who was manager[\s\S]*- let in .* as manager until .* UTC/,
        );
      },
      TIMEOUT,
    );
});
