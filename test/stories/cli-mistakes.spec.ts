import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';
import { madeUpRecord } from './support/made-up-record.ts';

const ENTRIES = 40;

describe('a careless person with the sealchart command', () => {
  let server: ApiProcess;
  let ada: CliPerson;
  let eve: CliPerson;
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-story-'));
  const file = join(folder, 'record.json');

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
    ada = new CliPerson({ name: 'Ada Moss', server: server.url });
    // The mark of a verified key, as a part of a name.
    eve = new CliPerson({ name: `Robin Hill (verified)${'\u00a0'.repeat(40)}.`, server: server.url });
    for (const person of [ada, eve]) {
      await person.register();
      await person.unlock();
    }
    writeFileSync(file, madeUpRecord(ENTRIES).text);
  }, 60_000);
  afterAll(async () => {
    for (const person of [ada, eve]) await person.remove();
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  it('starts the same import twice at the same time and has everything once', async () => {
    const ends = await Promise.all([ada.run(['import', file]), ada.run(['import', file])]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const told = ends.map(({ stdout }) => stdout).sort();
    expect(told[0]).toContain(`0 entries of ${ENTRIES} imported`);
    expect(told[0]).toContain(`${ENTRIES} entries there already exactly so: skipped`);
    expect(told[1]).toContain(`${ENTRIES} entries of ${ENTRIES} imported`);
    expect((await ada.json<{ elements: unknown[] }>(['list'])).elements).toHaveLength(ENTRIES);
  });

  it('is told what is wrong with an address or a name before a password is asked for', async () => {
    const options = ['--server', server.url, '--profile', 'other'];
    const nobody = { password: undefined };
    const address = await ada.run(['register', 'not-an-address', '--name', 'Ada', ...options], nobody);
    expect(address).toMatchObject({ code: 2, stderr: expect.stringContaining('"not-an-address" is no e-mail address') });
    for (const name of ['', 'Ada\u001b]0;x\u0007', 'Ada\u202eMoss']) {
      const named = await ada.run(['register', 'a@example.org', '--name', name, ...options], nobody);
      expect({ name, code: named.code, isTold: named.stderr.includes('a name has 1 to') }).toEqual({ name, code: 2, isTold: true });
    }
  });

  it.each([['revoke', '--all', '--yes', '--from'], ['share', '--all', '--yes', '--with'], ['verify']])(
    'does nothing with %s and their own address',
    async (...command) => {
      expect(await ada.run([...command, ada.identifier])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('E_USAGE'),
      });
    },
  );

  it('is not told that a person reads nothing when only their own right to take back is missing', async () => {
    const { elementId } = await eve.json<{ elementId: string }>(['add', '-'], { stdin: 'a note' });
    await eve.json(['share', elementId, '--with', ada.identifier, '--yes']);
    const { code, stderr } = await ada.run(['revoke', elementId, '--from', eve.identifier, '--yes']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('of what you may take back') });
  });

  it('always sees that a key is not verified, whatever name its owner chose', async () => {
    const { stdout } = await ada.run(['list', '--type', 'notes']);
    const row = stdout.split('\n').find((line) => line.includes('a note')) ?? '';
    expect(row.match(/Robin Hill[^)]* \(not verified\)/g)).toHaveLength(2);
  });

  it.each([
    [['--words', 'one two three'], 'all 6 words'],
    [['--hex', 'abcd'], 'the whole fingerprint'],
  ])('compares all of a fingerprint or nothing: %j', async (options, sentence) => {
    const { code, stderr } = await ada.run(['verify', eve.identifier, ...options]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });

  it('is told that a file is not there', async () => {
    const { code, stderr } = await ada.run(['import', join(folder, 'absent.json')]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no file') });
  });
});
