import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { resourcesOf } from './support/bundles.ts';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';
import { madeUpRecord } from './support/made-up-record.ts';

interface Listed {
  readonly elements: readonly {
    readonly elementId: string;
    readonly type: string;
    readonly title: string;
    readonly readers: number;
    readonly role: string;
  }[];
  readonly sync: { readonly gone: number; readonly refused: readonly unknown[] } | null;
}

const SHARED = ['AllergyIntolerance', 'MedicationRequest'];
const data = process.env.SEALCHART_DATA ?? '../shared/data';

describe('a patient and a doctor with the sealchart command', () => {
  const stage = cliStage();
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-story-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The whole story with one file; gives what the patient exports in the end. */
  async function story(file: string): Promise<ReturnType<typeof resourcesOf>> {
    const original = resourcesOf(readFileSync(file, 'utf8'));
    const patient = await stage.unlocked('Pat Smith');
    const doctor = await stage.unlocked('Dr Robin Hill');

    const dryRun = await patient.json<{ imported: number; total: number; problemCount: number }>(['import', file, '--dry-run']);
    expect(dryRun).toMatchObject({ imported: 0, total: original.length, problemCount: 0 });
    const imported = await patient.json<{ imported: number }>(['import', file]);
    expect(imported.imported).toBe(original.length);
    expect(await patient.json(['import', file])).toMatchObject({ imported: 0, identical: original.length, changed: [] });

    const own = await patient.json<Listed>(['list']);
    expect(own.elements).toHaveLength(original.length);
    const toShare = own.elements.filter(({ type }) => SHARED.includes(type));
    expect(new Set(toShare.map(({ type }) => type))).toEqual(new Set(SHARED));

    const shared = await patient.json<{ outcomes: { ok: boolean }[] }>([
      'share',
      '--type',
      'allergies,medications',
      '--with',
      doctor.identifier,
      '--yes',
    ]);
    expect(shared.outcomes.map(({ ok }) => ok)).toEqual(toShare.map(() => true));

    const seen = await doctor.json<Listed>(['list']);
    expect(seen.sync?.refused).toEqual([]);
    expect(seen.elements.map(({ elementId }) => elementId).sort()).toEqual(toShare.map(({ elementId }) => elementId).sort());
    expect(seen.elements.every(({ role, readers }) => role === 'viewer' && readers === 2)).toBe(true);
    const drug = seen.elements.find(({ type }) => type === 'MedicationRequest');
    const { elementId = '', title = '' } = drug ?? {};
    const raw = await doctor.run(['show', elementId, '--raw']);
    expect(raw.code).toBe(0);
    expect(original.map(({ resource }) => resource)).toContainEqual(resourcesOf(raw.stdout)[0]?.resource);
    const page = await doctor.run(['show', elementId.slice(0, 20)]);
    expect(page.stdout).toContain(title);
    expect(page.stdout).toContain('Pat Smith (not verified)');

    const who = await patient.json<{ people: { elements: string[] }[] }>(['who']);
    expect(who.people.map(({ elements }) => elements.length)).toEqual([toShare.length]);

    const revoked = await patient.json<{ outcomes: { ok: boolean }[] }>(['revoke', '--all', '--from', doctor.identifier, '--yes']);
    expect(revoked.outcomes.map(({ ok }) => ok)).toEqual(toShare.map(() => true));
    const refused = await doctor.run(['show', elementId]);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('E_NOT_FOUND') });
    expect((await doctor.json<Listed>(['list'])).elements).toEqual([]);

    const bundle = await patient.run(['export', '--no-provenance']);
    expect(bundle.code).toBe(0);
    return resourcesOf(bundle.stdout);
  }

  it('import, share, read, revoke and export a made-up record', async () => {
    const file = join(folder, 'record.json');
    writeFileSync(file, madeUpRecord(31).text);
    expect(await story(file)).toEqual(resourcesOf(readFileSync(file, 'utf8')));
  });

  const [kermit] = existsSync(`${data}/synthea-r4`)
    ? readdirSync(`${data}/synthea-r4`).filter((name) => name.startsWith('Kermit_Trantow'))
    : [];
  if (IS_LONG && kermit !== undefined) {
    it('[real input] import, share, read, revoke and export the record of Kermit Trantow', async () => {
      const file = join(data, 'synthea-r4', kermit);
      expect(await story(file)).toEqual(resourcesOf(readFileSync(file, 'utf8')));
    });
  }

  if (IS_LONG)
    it('compare words, and show what is verified wherever a person appears', async () => {
      const patient = await stage.unlocked('Ira Vale');
      const doctor = await stage.unlocked('Dr June Park');
      const { words, fingerprint } = await doctor.json<{ words: string[]; fingerprint: string }>(['fingerprint']);
      const wrong = await patient.run(['verify', doctor.identifier, '--words', 'apple apple apple apple apple apple']);
      expect(wrong).toMatchObject({ code: 5, stderr: expect.stringContaining('E_NOT_VERIFIED') });
      expect(await patient.json(['verify', doctor.identifier])).toMatchObject({
        verified: false,
        person: { words, fingerprint, state: 'unverified' },
      });
      await patient.json(['verify', doctor.identifier, '--words', words.join(' ').toUpperCase()]);
      expect(await patient.json(['people'])).toMatchObject({ people: [{ name: 'Dr June Park', state: 'verified' }] });
      expect(await patient.json(['verify', doctor.identifier, '--hex', fingerprint.match(/.{4}/g)?.join(' ') ?? ''])).toMatchObject({
        verified: true,
      });
    });

  if (IS_LONG)
    it('write a note together: the doctor as editor, the patient sees who wrote', async () => {
      const patient = await stage.unlocked('Noa Field');
      const doctor = await stage.unlocked('Dr Lee Stone');
      const { elementId } = await patient.json<{ elementId: string }>(['add', '-'], { stdin: 'Blood pressure\n140/90 at home' });
      await patient.json(['share', elementId, '--with', doctor.identifier, '--role', 'editor', '--yes']);
      expect(
        await doctor.json(['add', '-', '--update', elementId], { stdin: 'Blood pressure\n125/80 \u001b[2J at the practice' }),
      ).toMatchObject({ ok: true, version: 3 });
      const page = await patient.run(['show', elementId]);
      expect(page.stdout).toContain('written by  Dr Lee Stone (not verified)');
      expect(page.stdout).toContain('125/80 \\u{1b}[2J at the practice');
      expect(await patient.json(['show', elementId])).toMatchObject({
        element: { version: 3, contentVersion: 3, body: 'Blood pressure\n125/80 \u001b[2J at the practice' },
      });
    });
});
