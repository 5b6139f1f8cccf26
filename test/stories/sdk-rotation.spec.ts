import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BundleWriteRequest, DirectoryEntry } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/sdk';
import { fixedClock } from '@sealchart/sdk/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { Hostility, TestPerson } from './support/people.ts';
import {
  NOTE,
  at,
  entryOf,
  freshDevice,
  pathOf,
  quickPerson,
  requestsSince,
  sealedSince,
  sealingKeyOf,
  shareNote,
  showing,
} from './support/rotations.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.close());

interface Meeting {
  readonly patient: TestPerson;
  readonly doctor: TestPerson;
  /** Of the doctor. */
  readonly doctorId: string;
}

/** A patient who knows a doctor: pinned at first contact, or verified by words. */
async function meet(how: 'pinned' | 'verified'): Promise<Meeting> {
  const [patient, doctor] = [await quickPerson(server, 'Kim'), await quickPerson(server, 'Dr Ada')];
  const { accountId: doctorId, words } = await patient.client.findPerson(doctor.identifier);
  if (how === 'verified') await patient.client.verifyPerson(doctorId, { method: 'words', value: words.join(' ') });
  return { patient, doctor, doctorId };
}

const createNote = async ({ client }: TestPerson): Promise<string> => (await client.create([NOTE]))[0]?.elementId ?? '';

/** Makes all keys new because somebody may have them; gives the new password. */
async function secure({ client, password }: TestPerson, newPassword = `another long password ${crypto.randomUUID()}`): Promise<string> {
  await client.secure({ password, newPassword });
  return newPassword;
}

/** Nothing goes out that is sealed, in this act, while it is refused with this code. */
async function expectNothingSealed(sender: TestPerson, act: () => Promise<unknown>, code: string): Promise<void> {
  const from = sender.traffic.exchanges.length;
  await expect(act()).rejects.toMatchObject({ code });
  expect(requestsSince(sender, from, '/v1/elements/batch')).toEqual([]);
}

describe('contacts of a person who makes new keys as a routine', () => {
  it.each([
    ['pinned', 'unverified'],
    ['verified', 'verified'],
  ] as const)('who had them %s go on without a question, and seal to the new key', async (how, state) => {
    const { patient, doctor, doctorId } = await meet(how);
    const before = await shareNote(patient, [doctor], 'shared before');
    const known = await patient.client.findPerson(doctor.identifier);
    expect(await doctor.client.rotate({ password: doctor.password })).toEqual({ steps: ['profile'] });
    expect(await doctor.client.finishPendingWork()).toEqual({ steps: [] });

    const elementId = await createNote(patient);
    const from = patient.traffic.exchanges.length;
    expect(await patient.client.share([elementId], doctorId, { role: 'viewer' })).toMatchObject([{ ok: true, version: 2 }]);
    const entry = await entryOf(server, doctor);
    const [newKey, formerKey] = [await sealingKeyOf(entry), await sealingKeyOf(entry, 2)];
    const [sent] = sealedSince(patient, from);
    expect(sent?.sealedFor).toEqual([doctorId]);
    expect(sent?.manifest.audience.find(({ principal }) => principal === doctorId)).toMatchObject({ fingerprint: newKey });
    expect(newKey).not.toBe(formerKey);

    const found = await patient.client.findPerson(doctor.identifier);
    expect(found).toMatchObject({ state, accountId: doctorId, name: 'Dr Ada', fingerprint: doctor.client.account().fingerprint });
    expect(found.fingerprint).not.toBe(known.fingerprint);
    expect(await doctor.client.sync()).toMatchObject({ refused: [] });
    expect(await doctor.client.open(elementId)).toMatchObject({ body: NOTE.body });
    expect(await doctor.client.open(before)).toMatchObject({ body: 'shared before' });
    const another = await freshDevice(server, patient);
    expect(await another.client.sync()).toMatchObject({ refused: [] });
    expect(await another.client.findPerson(doctor.identifier)).toMatchObject({ state, fingerprint: found.fingerprint });
  });

  it('read what was written before and after, on a known device and on one to which all is new', async () => {
    const { patient, doctor } = await meet('pinned');
    const before = await shareNote(patient, [doctor], 'before');
    expect(await doctor.client.open(before)).toMatchObject({ body: 'before' });
    await patient.client.rotate({ password: patient.password });
    const after = await shareNote(patient, [doctor], 'after');
    expect(await patient.client.update(before, { ...NOTE, body: 'changed' })).toMatchObject({ ok: true, version: 3 });
    for (const device of [doctor, await freshDevice(server, doctor), patient, await freshDevice(server, patient)]) {
      expect(await device.client.sync()).toMatchObject({ refused: [] });
      expect(await device.client.open(before)).toMatchObject({ body: 'changed', author: patient.account.accountId });
      expect(await device.client.open(after)).toMatchObject({ body: 'after', author: patient.account.accountId });
    }
  });

  it('have the entry of a reader moved to the new key at the next content version', async () => {
    const { patient, doctor, doctorId } = await meet('pinned');
    const elementId = await shareNote(patient, [doctor]);
    const formerKey = await sealingKeyOf(await entryOf(server, doctor));
    await doctor.client.rotate({ password: doctor.password });
    const from = patient.traffic.exchanges.length;
    const nurse = await quickPerson(server, 'Nurse Lee');
    await patient.client.share([elementId], (await patient.client.findPerson(nurse.identifier)).accountId, { role: 'viewer' });
    expect(await patient.client.update(elementId, { ...NOTE, body: 'seventy' })).toMatchObject({ ok: true, version: 4 });
    const keys = sealedSince(patient, from).map(({ manifest }) => manifest.audience.find(({ principal }) => principal === doctorId));
    const newKey = await sealingKeyOf(await entryOf(server, doctor));
    // An access version seals nothing again: it leaves the entry as it is.
    expect(keys.map((entry) => entry?.fingerprint)).toEqual([formerKey, newKey]);
    expect(await doctor.client.open(elementId)).toMatchObject({ body: 'seventy' });
    expect(await (await freshDevice(server, doctor)).client.open(elementId)).toMatchObject({ body: 'seventy' });
  });

  it('keep working through several rotations that they slept through', async () => {
    const { patient, doctor, doctorId } = await meet('verified');
    for (let i = 0; i < 4; i += 1) await doctor.client.rotate({ password: doctor.password });
    const elementId = await createNote(patient);
    expect(await patient.client.share([elementId], doctorId, { role: 'viewer' })).toMatchObject([{ ok: true }]);
    expect(await patient.client.findPerson(doctor.identifier)).toMatchObject({ state: 'verified' });
    expect(await doctor.client.open(elementId)).toMatchObject({ body: NOTE.body });
  });
});

/** The entry with its newest certificate replaced by that of another. */
const withCertificate = (entry: DirectoryEntry, { certificates }: DirectoryEntry): DirectoryEntry => ({
  ...entry,
  certificates: [...entry.certificates.slice(0, -1), certificates.at(-1) ?? ''],
});

/** One event under the signature of another. */
const signedAs =
  ({ events }: DirectoryEntry, index: number, other: number) =>
  (event: DirectoryEntry['events'][number], i: number) =>
    i === index ? { ...event, signature: events[other]?.signature ?? '' } : event;

/** A rotation that never reached the server's books, kept by a server that lost it on purpose; then another one, which everybody sees. */
async function forkedEntry(subject: TestPerson): Promise<DirectoryEntry> {
  const before = await entryOf(server, subject);
  let lost: BundleWriteRequest | undefined;
  const { client, password } = await rotatingDevice(subject, (body) => void (lost = JSON.parse(body) as BundleWriteRequest));
  await expect(client.rotate({ password })).rejects.toMatchObject({ code: 'E_NETWORK' });
  await subject.client.rotate({ password: subject.password });
  const { events = [], bundle } = lost ?? {};
  expect(bundle).toBeDefined();
  return { ...before, events: [...before.events, ...events], certificates: [...before.certificates, bundle?.certificate ?? ''] };
}

/** A device of this person whose key bundles go no further than to `keep`. */
async function rotatingDevice(subject: TestPerson, keep: (body: string) => void): Promise<TestPerson> {
  const { http } = server;
  const holding: InProcessServer = {
    ...server,
    http: {
      send: (request) => {
        if (pathOf(request) !== '/v1/accounts/me/bundle') return http.send(request);
        keep(request.body ?? '');
        return Promise.reject(new SealchartError('E_NETWORK'));
      },
    },
  };
  // A clock of its own: nobody waits for tries that fail.
  return freshDevice(holding, subject, { ports: { clock: fixedClock(Date.now()) } });
}

describe('a server that shows a contact other keys', () => {
  it.each<[string, string, (entries: { before: DirectoryEntry; now: DirectoryEntry; foreign: DirectoryEntry }) => DirectoryEntry]>([
    ['a foreign certificate', 'E_CERT', ({ now, foreign }) => withCertificate(now, foreign)],
    ['the keys of before the rotation', 'E_ROLLBACK', ({ before }) => before],
    ['a rotation without the bundle behind it', 'E_FORMAT', ({ now }) => ({ ...now, events: now.events.slice(0, -1) })],
    [
      'the links of a foreign account behind its own',
      'E_FORMAT',
      ({ before, foreign }) => ({
        ...before,
        events: [...before.events, ...foreign.events.slice(1)],
        certificates: [...before.certificates, ...foreign.certificates],
      }),
    ],
    ['a rotation that the former key did not sign', 'E_SIGNATURE', ({ now }) => ({ ...now, events: now.events.map(signedAs(now, 2, 1)) })],
    ['a foreign account under its id', 'E_AUTHOR', ({ now, foreign }) => ({ ...foreign, accountId: now.accountId })],
  ])('is refused: %s', async (_name, code, make) => {
    const { patient, doctor, doctorId } = await meet('pinned');
    const elementId = await createNote(patient);
    const before = await entryOf(server, doctor);
    await doctor.client.rotate({ password: doctor.password });
    const [now, mallory] = [await entryOf(server, doctor), await quickPerson(server, 'Mallory')];
    await mallory.client.rotate({ password: mallory.password });
    const known = await patient.client.findPerson(doctor.identifier);
    patient.tamper(showing(make({ before, now, foreign: await entryOf(server, mallory) })));
    const share = (): Promise<unknown> => patient.client.share([elementId], doctorId, { role: 'viewer' });
    await expectNothingSealed(patient, share, code);
    expect((await patient.client.people()).find(({ accountId }) => accountId === doctorId)).toEqual(known);
    patient.tamper();
    expect(await share()).toMatchObject([{ ok: true, version: 2 }]);
  });

  it('is refused: another account behind a known address; the person sees it as changed', async () => {
    const { patient, doctor, doctorId } = await meet('verified');
    const mallory = await quickPerson(server, 'Mallory');
    const foreign = await entryOf(server, mallory);
    const elementId = await createNote(patient);
    patient.tamper(at<DirectoryEntry>('/v1/directory/lookup', () => foreign));
    const found = await patient.client.findPerson(doctor.identifier);
    expect(found).toMatchObject({ state: 'changed', accountId: mallory.account.accountId });
    await expectNothingSealed(patient, () => patient.client.share([elementId], found.accountId, { role: 'viewer' }), 'E_KEY_CHANGED');
    patient.tamper();
    expect(await patient.client.findPerson(doctor.identifier)).toMatchObject({ state: 'verified', accountId: doctorId });
    expect(await patient.client.share([elementId], doctorId, { role: 'viewer' })).toMatchObject([{ ok: true }]);
  });

  it('is refused: another genuine history of the same account, which the contact sees as changed', async () => {
    const { patient, doctor, doctorId } = await meet('pinned');
    const [other, elementId] = [await forkedEntry(doctor), await createNote(patient)];
    patient.tamper(showing(other));
    // What it shows first is well signed: the contact cannot know better, and pins it.
    expect(await patient.client.findPerson(doctor.identifier)).toMatchObject({ state: 'unverified' });
    patient.tamper();
    expect(await patient.client.findPerson(doctor.identifier)).toMatchObject({ state: 'changed' });
    const share = (): Promise<unknown> => patient.client.share([elementId], doctorId, { role: 'viewer' });
    await expectNothingSealed(patient, share, 'E_KEY_CHANGED');
    const { words } = doctor.client.account();
    await patient.client.verifyPerson(doctorId, { method: 'words', value: words.join(' ') });
    const from = patient.traffic.exchanges.length;
    expect(await share()).toMatchObject([{ ok: true }]);
    const sealedTo = sealedSince(patient, from)[0]?.manifest.audience.find(({ principal }) => principal === doctorId)?.fingerprint;
    expect(sealedTo).toBe(await sealingKeyOf(await entryOf(server, doctor)));
    expect(await doctor.client.open(elementId)).toMatchObject({ body: NOTE.body });
  });
});

describe('contacts of a person who had to secure the account', () => {
  it.each(['pinned', 'verified'] as const)('who had them %s see changed keys and share nothing until they compared them', async (how) => {
    const { patient, doctor, doctorId } = await meet(how);
    const elementId = await createNote(patient);
    const before = await patient.client.findPerson(doctor.identifier);
    await secure(doctor);
    const share = (): Promise<unknown> => patient.client.share([elementId], doctorId, { role: 'viewer' });
    await expectNothingSealed(patient, share, 'E_KEY_CHANGED');
    const { words, fingerprint } = doctor.client.account();
    expect(await patient.client.findPerson(doctor.identifier)).toMatchObject({ state: 'changed', fingerprint, words });

    const former = { method: 'words', value: before.words.join(' ') } as const;
    await expect(patient.client.verifyPerson(doctorId, former)).rejects.toMatchObject({ code: 'E_NOT_VERIFIED' });
    await expectNothingSealed(patient, share, 'E_KEY_CHANGED');

    expect(await patient.client.verifyPerson(doctorId, { method: 'words', value: words.join(' ') })).toMatchObject({ state: 'verified' });
    const from = patient.traffic.exchanges.length;
    expect(await share()).toMatchObject([{ ok: true, version: 2 }]);
    const sealedTo = sealedSince(patient, from)[0]?.manifest.audience.find(({ principal }) => principal === doctorId)?.fingerprint;
    expect(sealedTo).toBe(await sealingKeyOf(await entryOf(server, doctor)));
    expect(await doctor.client.open(elementId)).toMatchObject({ body: NOTE.body });
  });

  it('write no new content to such a reader either, but can take the share back', async () => {
    const { patient, doctor, doctorId } = await meet('verified');
    const elementId = await shareNote(patient, [doctor]);
    await secure(doctor);
    const from = patient.traffic.exchanges.length;
    expect(await patient.client.update(elementId, { ...NOTE, body: 'new' })).toMatchObject({ ok: false, error: { code: 'E_KEY_CHANGED' } });
    expect(requestsSince(patient, from, '/v1/elements/batch')).toEqual([]);
    expect(await patient.client.revoke([elementId], doctorId)).toMatchObject([{ ok: true, version: 3 }]);
    expect(await patient.client.update(elementId, { ...NOTE, body: 'new' })).toMatchObject({ ok: true, version: 4 });
    await expect(doctor.client.open(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });

  it('meet the person only then: nothing to compare it with, and nothing changed', async () => {
    const doctor = await quickPerson(server, 'Dr Ada');
    await secure(doctor);
    const patient = await quickPerson(server, 'Kim');
    const elementId = await createNote(patient);
    const { accountId, state } = await patient.client.findPerson(doctor.identifier);
    expect(state).toBe('unverified');
    expect(await patient.client.share([elementId], accountId, { role: 'viewer' })).toMatchObject([{ ok: true }]);
    expect(await doctor.client.open(elementId)).toMatchObject({ body: NOTE.body });
  });

  it('believe a changed key no sooner when the server hides how it changed', async () => {
    const { patient, doctor, doctorId } = await meet('pinned');
    const elementId = await createNote(patient);
    const before = await entryOf(server, doctor);
    await secure(doctor);
    const now = await entryOf(server, doctor);
    const hidden: Hostility = showing({ ...now, events: [...before.events, ...now.events.slice(-1)] });
    patient.tamper(hidden);
    await expectNothingSealed(patient, () => patient.client.share([elementId], doctorId, { role: 'viewer' }), 'E_FORMAT');
    patient.tamper();
    await expectNothingSealed(patient, () => patient.client.share([elementId], doctorId, { role: 'viewer' }), 'E_KEY_CHANGED');
  });
});
