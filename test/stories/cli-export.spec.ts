import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { resourcesOf } from './support/bundles.ts';
import { CliPerson } from './support/cli-person.ts';
import { madeUpRecord } from './support/made-up-record.ts';

const ENTRIES = 7;
const failure = (code: number, name: string): object => ({ code, stdout: '', stderr: expect.stringContaining(name) });
const typesOf = (bundle: string): unknown[] =>
  resourcesOf(bundle).map(({ resource }) => (resource as { resourceType?: string }).resourceType);

/** Every command is a process of its own. */
const TIMEOUT = 180_000;

describe('a record for other programs', () => {
  let server: ApiProcess;
  let ada: CliPerson;
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-story-'));
  const { text } = madeUpRecord(ENTRIES);
  const original = resourcesOf(text);
  const place = (name: string): string => join(folder, name);

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
    ada = new CliPerson({ name: 'Ada Moss', server: server.url });
    await ada.register();
    await ada.unlock();
    writeFileSync(place('record.json'), text);
    await ada.json(['import', place('record.json')]);
  }, TIMEOUT);
  afterAll(async () => {
    await ada.remove();
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  it(
    'is a bundle that says who wrote what, or only what',
    async () => {
      await ada.json(['export', '-o', place('whole.json')]);
      const whole = readFileSync(place('whole.json'), 'utf8');
      expect(typesOf(whole).filter((type) => type === 'Provenance')).toHaveLength(ENTRIES);
      expect(whole).toContain('Ada Moss');
      const plain = await ada.run(['export', '--no-provenance']);
      expect(resourcesOf(plain.stdout)).toEqual(original);
      const some = await ada.run(['export', '--type', 'allergies', '--no-provenance']);
      expect(new Set(typesOf(some.stdout))).toEqual(new Set(['AllergyIntolerance']));
      expect(await ada.run(['export', '--type', 'nonsense'])).toMatchObject(failure(2, 'nothing of type'));
      // What an export added about its elements does not come in as elements.
      expect(await ada.json(['import', place('whole.json')])).toMatchObject({ imported: 0, identical: ENTRIES, provenance: ENTRIES });
    },
    TIMEOUT,
  );

  it(
    'is a folder of sealed originals, in a new place alone',
    async () => {
      const { files } = await ada.json<{ files: number }>(['export', '--sealed', place('sealed')]);
      const names = readdirSync(place('sealed'), { recursive: true }).map(String);
      expect(names).toEqual(expect.arrayContaining(['README.txt', 'elements', 'certificates']));
      expect(names.filter((name) => name.endsWith('.pgp'))).toHaveLength(ENTRIES);
      expect(names.filter((name) => statSync(join(place('sealed'), name)).isFile())).toHaveLength(files);
      for (const name of names.filter((each) => statSync(join(place('sealed'), each)).isFile())) {
        expect(readFileSync(join(place('sealed'), name), 'latin1')).not.toContain('Quillfeather');
      }
      mkdirSync(place('mine'));
      writeFileSync(join(place('mine'), 'letter.txt'), 'mine');
      for (const taken of ['sealed', 'mine', 'record.json']) {
        expect(await ada.run(['export', '--sealed', place(taken)])).toMatchObject(failure(2, 'not an empty folder'));
      }
      expect(readFileSync(join(place('mine'), 'letter.txt'), 'utf8')).toBe('mine');
    },
    TIMEOUT,
  );

  it(
    'needs keys of the kind rsa for GnuPG, and says so',
    async () => {
      expect(await ada.run(['export', '--gnupg', '-o', place('record.gpg')])).toMatchObject(failure(2, 'rsa'));
      expect(existsSync(place('record.gpg'))).toBe(false);
    },
    TIMEOUT,
  );

  it(
    'has its secret keys in a private file, under a passphrase, with a warning',
    async () => {
      const passphrase = `another pass phrase ${crypto.randomUUID()}`;
      const args = ['export', '--keys', '-o', place('keys.asc'), '--password-fd', '3'];
      const wrong = await ada.run(args, { password: `not the password at all\n${passphrase}` });
      expect(wrong).toMatchObject(failure(3, 'E_PASSWORD'));
      expect(await ada.run(args, { password: `${ada.password}\nshort` })).toMatchObject(failure(2, 'at least 12 characters'));
      expect(await ada.run(args, { password: `${ada.password}\n${ada.password}` })).toMatchObject(failure(2, 'E_USAGE'));
      expect(existsSync(place('keys.asc'))).toBe(false);
      const done = await ada.run(args, { password: `${ada.password}\n${passphrase}` });
      expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('Whoever has the file and its passphrase reads everything') });
      expect(readFileSync(place('keys.asc'), 'utf8')).toMatch(/^-----BEGIN PGP PRIVATE KEY BLOCK-----/);
      expect(statSync(place('keys.asc')).mode & 0o777).toBe(0o600);
      expect(await ada.run(args, { password: `${ada.password}\n${passphrase}` })).toMatchObject(failure(2, 'exists already'));
    },
    TIMEOUT,
  );
});
