import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AnchorProof, AnchorProofsResponse } from '@sealchart/protocol';
import { fromB64u, fromUtf8, toB64u, utf8 } from '@sealchart/protocol';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { Hostility, TestPerson } from './support/people.ts';
import { NOTE, at, freshDevice, quickPerson, requestsSince, shareNote } from './support/rotations.ts';

const PROOFS = '/v1/anchors/proofs';

let server: InProcessServer;
/** Her record was written with keys that she then gave up, and is under an anchor. */
let patient: TestPerson;
let newPassword: string;
/** Has readable elements of hers and has seen none: neither them nor her. */
let doctor: TestPerson;
/** Three notes of hers for the doctor. */
let notes: readonly string[];
/** The doctor's proof of another of her elements, and of another person's record. */
let proofs: { readonly own: readonly AnchorProof[]; readonly foreign: AnchorProof };

beforeAll(async () => {
  server = await startServer();
  [patient, doctor] = [await quickPerson(server, 'Kim'), await quickPerson(server, 'Dr Ada')];
  notes = await shareNotes(patient);
  newPassword = await secureAndFinish(patient);
  const other = await quickPerson(server, 'Lee');
  const [foreign] = await shareNotes(other);
  await secureAndFinish(other);
  proofs = { own: await proofsOf(notes), foreign: (await proofsOf([foreign ?? '']))[0] as AnchorProof };
}, 60_000);
afterAll(() => server.close());

const shareNotes = async (owner: TestPerson): Promise<string[]> => [
  await shareNote(owner, [doctor], 'one'),
  await shareNote(owner, [doctor], 'two'),
  await shareNote(owner, [doctor], 'three'),
];

/** Gives the new password. */
async function secureAndFinish({ client, password }: TestPerson): Promise<string> {
  const chosen = `another long password ${crypto.randomUUID()}`;
  await client.secure({ password, newPassword: chosen });
  expect(await client.finishPendingWork()).toEqual({ steps: [] });
  return chosen;
}

/** What the server has to show for these elements. */
async function proofsOf(elementIds: readonly string[]): Promise<AnchorProof[]> {
  const device = await freshDevice(server, doctor);
  const found = new Map<string, AnchorProof>();
  device.tamper(at<AnchorProofsResponse>(PROOFS, (answer) => answer.proofs.forEach((proof) => found.set(proof.elementId, proof))));
  for (const elementId of elementIds) await device.client.open(elementId);
  return elementIds.map((elementId) => found.get(elementId) as AnchorProof);
}

const onProofs = (change: (proof: AnchorProof) => object): Hostility =>
  at<AnchorProofsResponse>(PROOFS, ({ proofs: shown }) => ({ proofs: shown.map(change) }));

/** The same bytes but for one bit. */
const flip = (text: string, index: number): string => {
  const bytes = fromB64u(text);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return toB64u(bytes);
};
const edit = (statement: string, pattern: RegExp, by: string): string => toB64u(utf8(fromUtf8(fromB64u(statement)).replace(pattern, by)));

const HOSTILE: readonly (readonly [string, () => Hostility])[] = [
  ['withholds them', () => at(PROOFS, () => ({ proofs: [] }))],
  [
    'says that it knows no such route',
    () => at(PROOFS, () => ({ type: 'urn:sealchart:error:E_NOT_FOUND', title: 'x', status: 404, code: 'E_NOT_FOUND', todo: 'x' })),
  ],
  [
    'shows those of the other elements',
    () =>
      onProofs((proof) => ({
        ...(proofs.own.find((own) => own.elementId !== proof.elementId) as AnchorProof),
        elementId: proof.elementId,
      })),
  ],
  ['shows one of another record', () => onProofs(({ elementId }) => ({ ...proofs.foreign, elementId }))],
  ['puts the anchor of another record beside them', () => onProofs((proof) => ({ ...proof, anchor: proofs.foreign.anchor }))],
  ['vouches for version 1 alone', () => onProofs((proof) => ({ ...proof, version: 1 }))],
  ['vouches for a version to come', () => onProofs((proof) => ({ ...proof, version: proof.version + 1 }))],
  ['names another manifest', () => onProofs((proof) => ({ ...proof, manifestHash: flip(proof.manifestHash, 3) }))],
  ['names another place', () => onProofs((proof) => ({ ...proof, index: (proof.index + 1) % 3 }))],
  ['names a place beyond the end', () => onProofs((proof) => ({ ...proof, index: proof.index + 3 }))],
  [
    'changes a node of the way to the root',
    () => onProofs((proof) => ({ ...proof, path: [flip(proof.path[0] ?? '', 7), ...proof.path.slice(1)] })),
  ],
  ['shortens the way to the root', () => onProofs((proof) => ({ ...proof, path: proof.path.slice(0, -1) }))],
  ['lengthens the way to the root', () => onProofs((proof) => ({ ...proof, path: [...proof.path, proof.path[0]] }))],
  [
    'changes the root',
    () =>
      onProofs((proof) => ({ ...proof, anchor: { ...proof.anchor, statement: edit(proof.anchor.statement, /"root":"./, '"root":"_') } })),
  ],
  [
    'changes a bit of the signature',
    () => onProofs((proof) => ({ ...proof, anchor: { ...proof.anchor, signature: flip(proof.anchor.signature, 120) } })),
  ],
];

describe('readers to whom all is new after an account was secured', () => {
  it('believe the server no sooner than the anchor: without one nothing is shown, with it everything', async () => {
    const owner = await quickPerson(server, 'Kay');
    const ids = await shareNotes(owner);
    await owner.client.secure({ password: owner.password, newPassword: `another long password ${crypto.randomUUID()}` });
    const device = await freshDevice(server, doctor);
    for (const elementId of ids) await expect(device.client.open(elementId)).rejects.toMatchObject({ code: 'E_CERT' });
    const { refused } = await device.client.sync();
    expect(refused.filter(({ elementId }) => ids.includes(elementId))).toMatchObject(ids.map(() => ({ error: { code: 'E_CERT' } })));
    expect(await owner.client.sync()).toEqual({ changed: 0, gone: 0, refused: [], sent: [], conflicts: 0 });
    expect((await device.client.sync()).refused).toEqual([]);
    expect(await device.client.open(ids[0] ?? '')).toMatchObject({ body: 'one', author: owner.account.accountId });
  });

  it('ask once for a whole page, and not again', async () => {
    const device = await freshDevice(server, doctor);
    expect((await device.client.sync()).refused).toEqual([]);
    expect(requestsSince(device, 0, PROOFS)).toHaveLength(1);
    for (const [i, elementId] of notes.entries())
      expect(await device.client.open(elementId)).toMatchObject({ body: ['one', 'two', 'three'][i] });
    expect(requestsSince(device, 0, PROOFS)).toHaveLength(1);
  });

  it.each(HOSTILE)('are not deceived by a server that %s', async (_name, make) => {
    const [elementId = ''] = notes;
    for (const device of [await freshDevice(server, doctor), await freshDevice(server, patient, { login: newPassword })]) {
      device.tamper(make());
      await expect(device.client.open(elementId)).rejects.toMatchObject({ code: 'E_CERT' });
      const { refused } = await device.client.sync();
      expect(refused.filter((one) => notes.includes(one.elementId)).map(({ error }) => error.code)).toEqual(notes.map(() => 'E_CERT'));
      expect((await device.client.list()).filter((one) => notes.includes(one.elementId))).toEqual([]);
      device.tamper();
      expect((await device.client.sync()).refused).toEqual([]);
      expect(await device.client.open(elementId)).toMatchObject({ body: 'one', author: patient.account.accountId });
    }
  });

  it('do not believe an anchor that the key signed which was given up', async () => {
    const owner = await quickPerson(server, 'Ray');
    const [elementId = ''] = await shareNotes(owner);
    const once = await secureAndFinish(owner);
    const [former] = await proofsOf([elementId]);
    const twice = `a third long password ${crypto.randomUUID()}`;
    await owner.client.secure({ password: once, newPassword: twice });
    for (const device of [await freshDevice(server, doctor), await freshDevice(server, owner, { login: twice })]) {
      device.tamper(at(PROOFS, () => ({ proofs: [former] })));
      await expect(device.client.open(elementId)).rejects.toMatchObject({ code: 'E_CERT' });
    }
    expect(await owner.client.finishPendingWork()).toEqual({ steps: [] });
    const device = await freshDevice(server, doctor);
    device.tamper(at(PROOFS, () => ({ proofs: [former] })));
    await expect(device.client.open(elementId)).rejects.toMatchObject({ code: 'E_CERT' });
    device.tamper();
    expect(await device.client.open(elementId)).toMatchObject({ body: 'one' });
  });
});

describe('after an account was secured', () => {
  it('what was verified before stays readable without any proof, and goes on under the new key', async () => {
    const [owner, reader] = [await quickPerson(server, 'Lou'), await quickPerson(server, 'Dr Bo')];
    const elementId = await shareNote(owner, [reader]);
    await reader.client.sync();
    await owner.client.secure({ password: owner.password, newPassword: `another long password ${crypto.randomUUID()}` });
    expect(await reader.client.open(elementId)).toMatchObject({ body: NOTE.body });
    expect(requestsSince(reader, 0, PROOFS)).toEqual([]);
    expect(await owner.client.update(elementId, { ...NOTE, body: 'seventy' })).toMatchObject({ ok: true, version: 3 });
    // The reader had pinned the author: what the new key signed waits until the person compared it.
    await expect(reader.client.open(elementId)).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    const { accountId, words } = owner.client.account();
    await reader.client.verifyPerson(accountId, { method: 'words', value: words.join(' ') });
    expect(await reader.client.open(elementId)).toMatchObject({ body: 'seventy', author: accountId });
  });

  it('an owner’s new device shares on what the former keys sealed', async () => {
    const owner = await quickPerson(server, 'Max');
    const elementIds = [await shareNote(owner, [])];
    const device = await freshDevice(server, owner, { login: await secureAndFinish(owner) });
    const nurse = await quickPerson(server, 'Nurse Lee');
    const { accountId } = await device.client.findPerson(nurse.identifier);
    expect(await device.client.share(elementIds, accountId, { role: 'viewer' })).toMatchObject([{ ok: true, version: 2 }]);
    expect(await nurse.client.open(elementIds[0] ?? '')).toMatchObject({ body: NOTE.body, sharedBy: owner.account.accountId });
    expect(await device.client.revoke(elementIds, accountId)).toMatchObject([{ ok: true, version: 3 }]);
  });
});
