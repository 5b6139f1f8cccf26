import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/sdk';
import { fixedClock } from '@sealchart/sdk/testing';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { TestPerson } from './support/people.ts';
import { anotherDevice, person } from './support/people.ts';

const NOTE = { schema: 'text/plain', title: 'Blood pressure', body: '120/80, 1.50 mg' };

describe('two people with devices', () => {
  let server: InProcessServer;
  let patient: TestPerson;
  let doctor: TestPerson;

  beforeAll(async () => {
    server = await startServer();
    patient = await person(server, 'Kim');
    doctor = await person(server, 'Dr Ada');
  }, 60_000);
  afterAll(() => server.close());

  /** A note of the patient. */
  const createNote = async (note = NOTE): Promise<string> => {
    const [outcome] = await patient.client.create([note]);
    expect(outcome).toMatchObject({ ok: true, version: 1 });
    return outcome?.elementId ?? '';
  };

  it('creates, lists and opens an element', async () => {
    const elementId = await createNote();
    const [summary] = (await patient.client.list()).filter((element) => element.elementId === elementId);
    expect(summary).toMatchObject({
      title: NOTE.title,
      schema: 'text/plain',
      version: 1,
      role: 'owner',
      readers: 1,
      author: patient.account.accountId,
    });
    expect(await patient.client.open(elementId)).toMatchObject({ body: NOTE.body, sharedBy: patient.account.accountId });
  });

  it('keeps what it could not send, or whose answer was lost; after the next sync it stands there once', async () => {
    const traveller = await person(server, 'Lee', { ports: { clock: fixedClock(Date.now()) } });
    traveller.tamper(({ url }) => {
      if (url.endsWith('/v1/elements/batch')) throw new SealchartError('E_NETWORK');
      return undefined;
    });
    const [outcome] = await traveller.client.create([NOTE]);
    expect(outcome).toMatchObject({ ok: true, version: 1, isWaiting: true });
    expect(await traveller.client.list()).toEqual([]);
    traveller.tamper();
    expect(await traveller.client.sync()).toMatchObject({ sent: [{ elementId: outcome?.elementId, ok: true, version: 1 }], refused: [] });
    expect(await traveller.client.list()).toMatchObject([{ elementId: outcome?.elementId, title: NOTE.title }]);
  });

  it('shares with a person who then lists and opens, and takes the share back', async () => {
    const elementId = await createNote();
    const found = await patient.client.findPerson(doctor.identifier);
    expect(found).toMatchObject({ accountId: doctor.account.accountId, name: 'Dr Ada', state: 'unverified', words: doctor.account.words });
    expect(await patient.client.share([elementId], found.accountId, { role: 'viewer' })).toMatchObject([{ ok: true, version: 2 }]);

    expect(await doctor.client.sync()).toMatchObject({ refused: [] });
    expect((await doctor.client.list()).find((element) => element.elementId === elementId)).toMatchObject({
      title: NOTE.title,
      role: 'viewer',
      version: 2,
      contentVersion: 1,
    });
    expect(await doctor.client.open(elementId)).toMatchObject({ body: NOTE.body, author: patient.account.accountId });
    expect(await doctor.client.readers(elementId)).toHaveLength(2);

    expect(await patient.client.revoke([elementId], found.accountId)).toMatchObject([{ ok: true, version: 3 }]);
    await expect(doctor.client.open(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    expect(await doctor.client.sync()).toMatchObject({ gone: 1 });
    expect((await doctor.client.list()).some((element) => element.elementId === elementId)).toBe(false);
    expect(await patient.client.readers(elementId)).toMatchObject([{ isSelf: true, role: 'owner' }]);
  });

  it('shows everything on another device of the same person, verifications included', async () => {
    const elementId = await createNote();
    await patient.client.findPerson(doctor.identifier);
    await patient.client.verifyPerson(doctor.account.accountId, { method: 'words', value: doctor.account.words.join(' ') });
    const second = await anotherDevice(server, patient);
    expect(await second.client.sync()).toMatchObject({ refused: [] });
    expect(await second.client.open(elementId)).toMatchObject({ body: NOTE.body });
    expect(await second.client.findPerson(doctor.identifier)).toMatchObject({ state: 'verified' });
    expect(await second.client.list({ types: ['note'] })).toEqual(await patient.client.list({ types: ['note'] }));
  });

  it('lets an editor write, a manager share on, and nobody more than their role', async () => {
    const elementId = await createNote();
    const nurse = await person(server, 'Nurse Lee');
    const doctorId = (await patient.client.findPerson(doctor.identifier)).accountId;
    await patient.client.share([elementId], doctorId, { role: 'viewer' });
    expect(await doctor.client.update(elementId, { ...NOTE, body: 'changed' })).toMatchObject({ ok: false, error: { code: 'E_RIGHT' } });

    expect(await patient.client.share([elementId], doctorId, { role: 'editor' })).toMatchObject([{ ok: true, version: 3 }]);
    expect(await doctor.client.update(elementId, { ...NOTE, body: 'by the doctor' })).toMatchObject({ ok: true, version: 4 });
    expect(await patient.client.open(elementId)).toMatchObject({
      body: 'by the doctor',
      author: doctorId,
      sharedBy: doctorId,
      contentVersion: 4,
    });
    const nurseId = (await doctor.client.findPerson(nurse.identifier)).accountId;
    expect(await doctor.client.share([elementId], nurseId, { role: 'viewer' })).toMatchObject([{ ok: false, error: { code: 'E_RIGHT' } }]);

    await patient.client.share([elementId], doctorId, { role: 'manager' });
    expect(await doctor.client.share([elementId], nurseId, { role: 'manager' })).toMatchObject([{ ok: false, error: { code: 'E_GRANT' } }]);
    expect(await doctor.client.share([elementId], nurseId, { role: 'viewer' })).toMatchObject([{ ok: true, version: 6 }]);
    expect(await nurse.client.open(elementId)).toMatchObject({
      body: 'by the doctor',
      author: doctorId,
      sharedBy: doctorId,
      role: 'viewer',
      readers: 3,
    });
    expect(await doctor.client.revoke([elementId], patient.account.accountId)).toMatchObject([{ ok: false, error: { code: 'E_GRANT' } }]);
    expect(await doctor.client.revoke([elementId], nurseId)).toMatchObject([{ ok: true, version: 7 }]);
    await expect(nurse.client.open(elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });

  it('makes no version when nothing changes', async () => {
    const elementId = await createNote();
    const { accountId } = await patient.client.findPerson(doctor.identifier);
    expect(await patient.client.share([elementId, elementId], accountId, { role: 'viewer' })).toMatchObject([
      { version: 2 },
      { version: 2 },
    ]);
    expect(await patient.client.share([elementId], accountId, { role: 'viewer' })).toMatchObject([{ ok: true, version: 2 }]);
    await patient.client.revoke([elementId], accountId);
    expect(await patient.client.revoke([elementId], accountId)).toMatchObject([{ ok: true, version: 3 }]);
  });

  it('comes back when it is shared again, without what was missed', async () => {
    const elementId = await createNote();
    const { accountId } = await patient.client.findPerson(doctor.identifier);
    await patient.client.share([elementId], accountId, { role: 'viewer' });
    await doctor.client.sync();
    await patient.client.revoke([elementId], accountId);
    await doctor.client.sync();
    await patient.client.update(elementId, { ...NOTE, body: 'written meanwhile' });
    await patient.client.share([elementId], accountId, { role: 'viewer' });
    expect(await doctor.client.sync()).toMatchObject({ changed: 1, refused: [] });
    expect(await doctor.client.open(elementId)).toMatchObject({ body: 'written meanwhile', version: 5 });
  });

  it('loses no edit when two devices write at once, and shares in spite of a conflict', async () => {
    const elementId = await createNote();
    const second = await anotherDevice(server, patient);
    await second.client.sync();
    const { accountId } = await patient.client.findPerson(doctor.identifier);
    const [first, other] = await Promise.all([
      patient.client.update(elementId, { ...NOTE, body: 'one' }),
      second.client.update(elementId, { ...NOTE, body: 'two' }),
    ]);
    expect([first?.ok, other?.ok].filter(Boolean)).toHaveLength(1);
    expect([first, other].find((outcome) => !outcome?.ok)).toMatchObject({ error: { code: 'E_UNMERGED' } });
    const nurse = await person(server, 'Nurse Kay');
    const nurseId = (await second.client.findPerson(nurse.identifier)).accountId;
    const shared = await Promise.all([
      patient.client.share([elementId], accountId, { role: 'viewer' }),
      second.client.share([elementId], nurseId, { role: 'viewer' }),
    ]);
    expect(shared.flat().map((outcome) => outcome.ok)).toEqual([true, true]);
    await patient.client.sync();
    expect(await patient.client.readers(elementId)).toHaveLength(3);
  });

  it('creates many at once and names what is too large', async () => {
    const before = (await patient.client.list()).length;
    const drafts = [NOTE, { ...NOTE, body: 'x'.repeat(9 * 2 ** 20) }, { ...NOTE, title: 'y'.repeat(1_001) }, NOTE];
    const progress: number[] = [];
    const outcomes = await patient.client.create(drafts, ({ done }) => progress.push(done));
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(['ok', 'E_LIMIT', 'E_FORMAT', 'ok']);
    expect(progress.at(-1)).toBe(4);
    expect(await patient.client.list()).toHaveLength(before + 2);
  });

  it('keeps open fields with their element, and changes them only when asked', async () => {
    const open = { favourite: true, colour: '#00ff00' };
    const [created] = await patient.client.create([{ ...NOTE, open }]);
    const elementId = created?.elementId ?? '';
    expect(await patient.client.open(elementId)).toMatchObject({ open });
    await patient.client.update(elementId, { ...NOTE, body: 'new' });
    expect(await patient.client.open(elementId)).toMatchObject({ open, body: 'new' });
    await patient.client.update(elementId, { ...NOTE, open: { favourite: false } });
    expect((await patient.client.open(elementId)).open).toEqual({ favourite: false });
  });

  it('knows nobody by an unknown address, and refuses to verify what differs', async () => {
    await expect(patient.client.findPerson('nobody.here@example.org')).rejects.toMatchObject({ code: 'E_PERSON_UNKNOWN' });
    const nurse = await person(server, 'Nurse Ray');
    const { accountId } = await patient.client.findPerson(nurse.identifier);
    const from = patient.traffic.exchanges.length;
    await expect(patient.client.verifyPerson(accountId, { method: 'words', value: doctor.account.words.join(' ') })).rejects.toMatchObject({
      code: 'E_NOT_VERIFIED',
    });
    await expect(
      patient.client.verifyPerson(patient.account.accountId, { method: 'hex', value: patient.account.fingerprint }),
    ).rejects.toMatchObject({ code: 'E_PERSON_UNKNOWN' });
    expect(patient.traffic.exchanges.slice(from).some(({ request }) => request.url.endsWith('/batch'))).toBe(false);
    expect((await patient.client.people()).find((known) => known.accountId === accountId)).toMatchObject({ state: 'unverified' });
    expect(await patient.client.verifyPerson(accountId, { method: 'hex', value: nurse.account.fingerprint.toUpperCase() })).toMatchObject({
      state: 'verified',
    });
  });

  it('does nothing while locked', async () => {
    const device = await anotherDevice(server, patient);
    device.client.lock();
    await expect(device.client.list()).rejects.toMatchObject({ code: 'E_LOCKED' });
    await expect(device.client.sync()).rejects.toMatchObject({ code: 'E_LOCKED' });
    await expect(device.client.create([NOTE])).rejects.toMatchObject({ code: 'E_LOCKED' });
    expect(() => device.client.account()).toThrow(expect.objectContaining({ code: 'E_LOCKED' }));
    await device.client.unlock({ password: device.password });
    expect(await device.client.list()).toEqual([]);
  });
});
