import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as openpgp from 'openpgp';
import type { CliPerson } from './support/cli-person.ts';
import { cliStage } from './support/cli-stage.ts';
import { IS_LONG } from './support/long-form.ts';

const TIMEOUT = 180_000;
const TABLET = ['--profile', 'tablet'];

interface Proof {
  readonly accountId: string;
  readonly fingerprint: string;
  readonly words: readonly string[];
}

const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const newPassword = (): string => `another pass phrase ${crypto.randomUUID()}`;
const lines = (...all: readonly string[]): { password: string } => ({ password: all.join('\n') });
const failure = (code: number, name: string): object => ({ code, stderr: expect.stringContaining(name) });

const proofOf = (person: CliPerson): Promise<Proof> => person.json(['fingerprint']);

async function write(person: CliPerson, text: string): Promise<string> {
  const { elementId } = await person.json<{ elementId: string }>(['add', '-'], { stdin: text });
  return elementId;
}

const share = (person: CliPerson, elementId: string, other: CliPerson): Promise<Record<string, unknown>> =>
  person.json(['share', elementId, '--with', other.identifier, '--yes']);

async function expectRead(person: CliPerson, elementId: string, body: string, ...args: readonly string[]): Promise<void> {
  expect(await person.json(['show', elementId, ...args])).toMatchObject({ element: { body } });
}

/** What the person's certificate says to a program that knows nothing of Sealchart. */
async function algorithmOf(person: CliPerson): Promise<string> {
  const { certificate, fingerprint } = await person.json<{ certificate: string; fingerprint: string }>(['certificate']);
  const key = await openpgp.readKey({ armoredKey: certificate });
  expect(key.isPrivate()).toBe(false);
  expect(key.keyPacket.version === 6 ? key.getFingerprint() : longFingerprint(key.keyPacket.write())).toBe(fingerprint);
  return key.getAlgorithmInfo().algorithm;
}

async function verify(person: CliPerson, other: CliPerson): Promise<void> {
  const { words } = await proofOf(other);
  await person.json(['verify', other.identifier, '--words', words.join(' ')]);
}

describe('new keys with the sealchart command', () => {
  const stage = cliStage();

  it(
    'as a routine leave everything readable, and contacts go on without a question',
    async () => {
      const [pat, doc] = [await stage.unlocked('Pat Smith'), await stage.unlocked('Dr Robin Hill')];
      await verify(doc, pat);
      await verify(pat, doc);
      const [ofPat, ofDoc] = [await write(pat, 'by the patient'), await write(doc, 'by the doctor')];
      await share(pat, ofPat, doc);
      await share(doc, ofDoc, pat);
      const kit = join(pat.home, 'kit.txt');
      await pat.json(['kit', '--text', kit], lines(pat.password));
      const before = await proofOf(pat);
      expect(await pat.json(['rotate'], lines(pat.password))).toMatchObject({ pending: [] });
      const after = await proofOf(pat);
      expect(after.accountId).toBe(before.accountId);
      expect(after.fingerprint).not.toBe(before.fingerprint);

      await expectRead(pat, ofPat, 'by the patient');
      await expectRead(pat, ofDoc, 'by the doctor');
      await expectRead(doc, ofPat, 'by the patient');
      const next = await write(doc, 'after the rotation');
      expect(await share(doc, next, pat)).toMatchObject({ person: { state: 'verified', fingerprint: after.fingerprint } });
      await expectRead(pat, next, 'after the rotation');
      // Password and kit are what they were.
      const args = ['recover', pat.identifier, '--kit', kit, '--new-password-fd', '3', ...TABLET];
      const recovered = lines(newPassword());
      await pat.json(args, recovered);
      expect(await pat.json<{ elements: unknown[] }>(['list', ...TABLET], recovered)).toMatchObject({ elements: { length: 3 } });
    },
    TIMEOUT,
  );

  if (IS_LONG)
    it(
      'for an account that is secured shut out whoever had the old ones, until contacts have compared the new words',
      async () => {
        const [ira, doc] = [await stage.unlocked('Ira Vale'), await stage.unlocked('Dr June Park')];
        await verify(doc, ira);
        const [shared, unseen] = [await write(ira, 'seen before'), await write(ira, 'not seen before')];
        await share(ira, shared, doc);
        await ira.json(['login', ira.identifier, '--server', stage.server.url, ...TABLET], lines(ira.password));
        await ira.json(['unlock', ...TABLET], lines(ira.password));
        const kit = join(ira.home, 'kit.txt');
        await ira.json(['kit', '--text', kit], lines(ira.password));

        const next = lines(newPassword());
        const securing = ['secure', '--yes', '--since', yesterday(), '--text', join(ira.home, 'new.txt')];
        expect(await ira.json(securing, lines(ira.password, next.password))).toMatchObject({ dropped: [] });

        // Other devices with their agents, the old password and the old kit.
        const other = await ira.run(['list', ...TABLET], { password: undefined });
        expect(other).toMatchObject({ code: 3, stderr: expect.stringMatching(/E_KEYS_RENEWED|E_UNAUTHENTICATED/) });
        const fresh = ['login', ira.identifier, '--server', stage.server.url, '--profile', 'fresh'];
        expect(await ira.run(fresh, lines(ira.password))).toMatchObject(failure(3, 'E_LOGIN'));
        const recovering = ['recover', ira.identifier, '--kit', kit, '--new-password-fd', '3', '--profile', 'third'];
        expect(await ira.run(recovering, lines(newPassword()))).toMatchObject(failure(3, 'E_KIT'));

        // The contact is told, and decides.
        const { elements } = await doc.json<{ elements: { elementId: string }[] }>(['list']);
        expect(elements.map(({ elementId }) => elementId)).toEqual([shared]);
        const note = await write(doc, 'for nobody yet');
        const blocked = await doc.run(['share', note, '--with', ira.identifier, '--yes']);
        expect(blocked).toMatchObject(failure(5, 'E_KEY_CHANGED'));
        expect(await doc.json(['people'])).toMatchObject({ people: [{ name: 'Ira Vale', state: 'changed' }] });
        await verify(doc, ira);
        expect(await share(doc, note, ira)).toMatchObject({ person: { state: 'verified' } });
        await expectRead(ira, note, 'for nobody yet');
        // What was written with the old keys and is seen for the first time now is still the owner's.
        await share(ira, unseen, doc);
        await expectRead(doc, unseen, 'not seen before');
        await expectRead(doc, shared, 'seen before');
        await ira.json(fresh, next);
        for (const [elementId, body] of [
          [shared, 'seen before'],
          [unseen, 'not seen before'],
          [note, 'for nobody yet'],
        ] as const)
          expect(await ira.json(['show', elementId, '--profile', 'fresh'], next)).toMatchObject({ element: { body } });
        await ira.json(['login', ira.identifier, '--password-changed', ...TABLET], next);
        expect(await ira.json(['show', shared, ...TABLET], next)).toMatchObject({ element: { body: 'seen before' } });
      },
      TIMEOUT,
    );

  if (IS_LONG)
    it(
      'of the other kind and back again read the same record, alone and with others of either kind',
      async () => {
        const [noa, clinic] = [await stage.unlocked('Noa Field'), await stage.unlocked('City Clinic', '--key', 'rsa')];
        expect(await algorithmOf(clinic)).toMatch(/^rsa/);
        expect(await algorithmOf(noa)).toMatch(/^ed25519/i);
        const first = await write(noa, 'sealed to modern keys');
        await share(noa, first, clinic);
        await expectRead(clinic, first, 'sealed to modern keys');
        await noa.json(['rotate', '--key', 'rsa'], lines(noa.password));
        expect(await algorithmOf(noa)).toMatch(/^rsa/);
        const second = await write(clinic, 'sealed to RSA keys');
        await share(clinic, second, noa);
        await expectRead(noa, second, 'sealed to RSA keys');
        await noa.json(['rotate', '--key', 'modern'], lines(noa.password));
        expect(await algorithmOf(noa)).toMatch(/^ed25519/i);
        const third = await write(noa, 'after both');
        await share(noa, third, clinic);
        const all = [
          [first, 'sealed to modern keys'],
          [second, 'sealed to RSA keys'],
          [third, 'after both'],
        ] as const;
        for (const [elementId, body] of all) {
          await expectRead(noa, elementId, body);
          await expectRead(clinic, elementId, body);
        }
        expect(await clinic.json(['people'])).toMatchObject({ people: [{ name: 'Noa Field', state: 'unverified' }] });
      },
      TIMEOUT,
    );
});

/** Of a v4 key: SHA-256 over the octets that OpenPGP hashes with SHA-1 (RFC 9580 section 5.5.4.1). */
function longFingerprint(body: Uint8Array): string {
  return createHash('sha256')
    .update(Uint8Array.of(0x99, body.length >> 8, body.length & 0xff))
    .update(body)
    .digest('hex');
}
