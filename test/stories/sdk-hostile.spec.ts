import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DirectoryEntry, ElementView, FeedResponse, ReadResponse } from '@sealchart/protocol';
import { fromB64u, fromUtf8, toB64u, utf8 } from '@sealchart/protocol';
import type { InProcessServer } from './support/in-process-server.ts';
import { startServer } from './support/in-process-server.ts';
import type { Hostility, TestPerson } from './support/people.ts';
import { anotherDevice, person } from './support/people.ts';

const NOTE = { schema: 'text/plain', title: 'Pulse', body: 'sixty' };
const UPDATED = { ...NOTE, body: 'seventy' };

let server: InProcessServer;
let patient: TestPerson;
let doctor: TestPerson;
let mallory: TestPerson;

beforeAll(async () => {
  server = await startServer();
  patient = await person(server, 'Kim');
  doctor = await person(server, 'Dr Ada');
  mallory = await person(server, 'Mallory');
  // From here on the doctor's device has the author pinned: what is refused must leave all of it as it is.
  await doctor.client.findPerson(patient.identifier);
}, 60_000);
afterAll(() => server.close());

/** Answers of one path, changed. */
const at =
  <T>(path: string, change: (answer: T) => unknown): Hostility =>
  (request, answer) =>
    new URL(request.url).pathname.includes(path) ? change(answer as T) : undefined;
const onElement = (change: (view: ElementView) => unknown): Hostility => at('/v1/elements/elm_', change);
const onContent = (change: (content: NonNullable<ElementView['content']>) => object): Hostility =>
  onElement((view) => ({ ...view, content: view.content && { ...view.content, ...change(view.content) } }));

/** A shared note that the doctor has not seen yet. */
const shareNote = async (): Promise<string> => {
  const [created] = await patient.client.create([NOTE]);
  const { accountId } = await patient.client.findPerson(doctor.identifier);
  await patient.client.share([created?.elementId ?? ''], accountId, { role: 'viewer' });
  return created?.elementId ?? '';
};

/** Everything that a device keeps of elements, people and its place in the feed, as it lies in the store. */
const kept = ({ store }: TestPerson) => new Map([...store.entries].filter(([key]) => /^(?:element|person|sync)\//.test(key)));
const sentSince = ({ traffic }: TestPerson, from: number): string[] =>
  traffic.exchanges
    .slice(from)
    .map(({ request }) => new URL(request.url).pathname)
    .filter((path) => path.endsWith('/batch'));

/** Lets the server be hostile for one act: it is refused with this code, nothing is kept, nothing is sealed to anybody; then the same act succeeds. */
const expectRefusal = async (victim: TestPerson, hostility: Hostility, act: () => Promise<unknown>, code: string): Promise<void> => {
  const before = kept(victim);
  const from = victim.traffic.exchanges.length;
  victim.tamper(hostility);
  await expect(act()).rejects.toMatchObject({ code });
  expect(kept(victim)).toEqual(before);
  expect(sentSince(victim, from)).toEqual([]);
  victim.tamper();
  await expect(act()).resolves.toBeDefined();
};

const flip = (text: string, index: number): string => {
  const bytes = fromB64u(text);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return toB64u(bytes);
};

/** The same statement about content of another size. */
const edit = (statement: string): string => toB64u(utf8(fromUtf8(fromB64u(statement)).replace('"sizeClass":1024', '"sizeClass":1152')));

describe('a server that changes what it serves', () => {
  it.each<[string, string, Hostility]>([
    [
      'a bit of the key packet',
      'E_KEY_PACKET',
      onContent(({ keyPacket }) => ({ keyPacket: { ...keyPacket, packet: flip(keyPacket.packet, 90) } })),
    ],
    [
      'a signature',
      'E_SIGNATURE',
      onElement((view) => ({ ...view, chain: view.chain.map((s) => ({ ...s, signature: flip(s.signature, 120) })) })),
    ],
    [
      'a manifest',
      'E_SIGNATURE',
      onElement((view) => ({ ...view, chain: view.chain.map((s) => ({ ...s, statement: edit(s.statement) })) })),
    ],
    ['the newest manifest, by leaving it out', 'E_INCOMPLETE', onElement((view) => ({ ...view, chain: view.chain.slice(0, -1) }))],
    ['the first manifest, by leaving it out', 'E_INCOMPLETE', onElement((view) => ({ ...view, chain: view.chain.slice(1), newest: 2 }))],
    ['the content, by leaving it out', 'E_INCOMPLETE', onElement(({ content: _content, ...view }) => view)],
  ])('is refused when it changes %s', async (_name, code, hostility) => {
    const elementId = await shareNote();
    await expectRefusal(doctor, hostility, () => doctor.client.open(elementId), code);
  });

  it('cannot make an owner lose an element of the own record without being noticed', async () => {
    const [created] = await patient.client.create([NOTE]);
    const hidden = onElement(() => ({ type: 'urn:sealchart:error:E_NOT_FOUND', title: 'x', status: 404, code: 'E_NOT_FOUND', todo: 'x' }));
    await expectRefusal(patient, hidden, () => patient.client.open(created?.elementId ?? ''), 'E_INCOMPLETE');
  });
});

describe('a server that changes the feed', () => {
  it.each<[string, string, Hostility]>([
    ['leaves a row out', 'E_INCOMPLETE', at<FeedResponse>('/feeds/pull', (answer) => ({ ...answer, rows: answer.rows.slice(1) }))],
    ['says that there is more and sends nothing', 'E_INCOMPLETE', at<FeedResponse>('/feeds/pull', (answer) => ({ ...answer, rows: [] }))],
    [
      'sends rows of another feed',
      'E_INCOMPLETE',
      at<FeedResponse>('/feeds/pull', (answer) => ({
        ...answer,
        rows: answer.rows.map((row) => ({ ...row, principal: patient.account.accountId })),
      })),
    ],
  ])('is refused when it %s', async (_name, code, hostility) => {
    await doctor.client.sync();
    await shareNote();
    await shareNote();
    await expectRefusal(doctor, hostility, () => doctor.client.sync(), code);
  });

  it('has what it withholds or spoils reported, remembered and tried again, while the rest goes on', async () => {
    await doctor.client.sync();
    const [withheld, spoilt, good] = [await shareNote(), await shareNote(), await shareNote()];
    doctor.tamper(
      at<ReadResponse>('/v1/elements/read', (answer) => ({
        ...answer,
        elements: answer.elements.flatMap((view) => {
          if (view.elementId === withheld) return [];
          return [view.elementId === spoilt ? { ...view, content: view.content && { ...view.content, open: { favourite: true } } } : view];
        }),
        missing: answer.elements.some((view) => view.elementId === withheld) ? [withheld] : answer.missing,
      })),
    );
    const report = await doctor.client.sync();
    expect(report.changed).toBe(1);
    expect(new Map(report.refused.map(({ elementId, error }) => [elementId, error.code]))).toEqual(
      new Map([
        [withheld, 'E_INCOMPLETE'],
        [spoilt, 'E_HASH'],
      ]),
    );
    const listed = (await doctor.client.list()).map((element) => element.elementId);
    expect(listed).toContain(good);
    expect(listed).not.toContain(spoilt);
    expect((await doctor.client.sync()).refused).toHaveLength(2);
    doctor.tamper();
    expect(await doctor.client.sync()).toMatchObject({ changed: 2, refused: [] });
    expect((await doctor.client.list()).map((element) => element.elementId)).toEqual(expect.arrayContaining([withheld, spoilt]));
  });

  it('cannot say that an owner is no longer a reader of an own element', async () => {
    const second = await anotherDevice(server, patient);
    const [created] = await patient.client.create([NOTE]);
    await second.client.sync();
    await patient.client.update(created?.elementId ?? '', UPDATED);
    second.tamper(at<FeedResponse>('/feeds/pull', (answer) => ({ ...answer, rows: answer.rows.map((row) => ({ ...row, gone: true })) })));
    expect((await second.client.sync()).refused).toMatchObject([{ elementId: created?.elementId, error: { code: 'E_INCOMPLETE' } }]);
    second.tamper();
    expect(await second.client.sync()).toMatchObject({ changed: 1, refused: [] });
    expect(await second.client.open(created?.elementId ?? '')).toMatchObject({ body: 'seventy' });
  });
});

describe('a server that changes people', () => {
  it('is refused when it exchanges a certificate', async () => {
    const newcomer = await person(server, 'Newcomer');
    const foreign = await entryOf(mallory);
    const exchanged = at<DirectoryEntry>('/directory/lookup', (entry) => ({ ...entry, certificates: foreign.certificates }));
    await expectRefusal(newcomer, exchanged, () => newcomer.client.findPerson(doctor.identifier), 'E_CERT');
    const renamed = at<DirectoryEntry>('/directory/lookup', (entry) => ({ ...entry, profile: foreign.profile }));
    const another = await person(server, 'Newcomer');
    await expectRefusal(another, renamed, () => another.client.findPerson(doctor.identifier), 'E_AUTHOR');
  });

  it('gets nothing sealed to the account that it puts in a known person’s place', async () => {
    const [created] = await patient.client.create([NOTE]);
    const elementId = created?.elementId ?? '';
    await patient.client.findPerson(doctor.identifier);
    const foreign = await entryOf(mallory);
    const from = patient.traffic.exchanges.length;
    patient.tamper(at('/directory/lookup', () => foreign));
    const found = await patient.client.findPerson(doctor.identifier);
    expect(found).toMatchObject({ accountId: mallory.account.accountId, state: 'changed' });
    await expect(patient.client.share([elementId], found.accountId, { role: 'viewer' })).rejects.toMatchObject({ code: 'E_KEY_CHANGED' });
    patient.tamper(at('/directory/accounts', () => ({ entries: [{ ...foreign, accountId: doctor.account.accountId }] })));
    await expect(patient.client.share([elementId], doctor.account.accountId, { role: 'viewer' })).rejects.toMatchObject({
      code: 'E_AUTHOR',
    });
    patient.tamper(at('/directory/accounts', () => ({ entries: [foreign] })));
    await expect(patient.client.share([elementId], doctor.account.accountId, { role: 'viewer' })).rejects.toMatchObject({
      code: 'E_PERSON_UNKNOWN',
    });
    expect(sentSince(patient, from)).toEqual([]);
    patient.tamper();
    expect(await patient.client.share([elementId], doctor.account.accountId, { role: 'viewer' })).toMatchObject([{ ok: true }]);
  });

  it('is refused when it is suddenly another instance', async () => {
    const before = kept(doctor);
    const stranger = await anotherDevice(server, doctor);
    stranger.client.lock();
    stranger.tamper(at<object>('/v1/instance', (answer) => ({ ...answer, instanceId: `ins_${'A'.repeat(22)}` })));
    await stranger.client.unlock({ password: stranger.password });
    await expect(stranger.client.sync()).rejects.toMatchObject({ code: 'E_INSTANCE' });
    expect(kept(doctor)).toEqual(before);
  });
});

describe('a server that lies about what it stored', () => {
  it('is not believed', async () => {
    const lie = at<{ results: object[] }>('/v1/elements/batch', (answer) => ({
      results: answer.results.map((result) => ({ ...result, version: 9 })),
    }));
    const before = kept(mallory);
    mallory.tamper(lie);
    await expect(mallory.client.create([NOTE])).rejects.toMatchObject({ code: 'E_ANSWER' });
    mallory.tamper(at('/v1/elements/batch', () => ({ results: [] })));
    await expect(mallory.client.create([NOTE])).rejects.toMatchObject({ code: 'E_ANSWER' });
    expect(kept(mallory)).toEqual(before);
    mallory.tamper();
    expect(await mallory.client.create([NOTE])).toMatchObject([{ ok: true }]);
    // What it lied about was written down before, and is sent again.
    expect(await mallory.client.sync()).toMatchObject({ sent: [{ ok: true }, { ok: true }], refused: [] });
    expect((await mallory.client.sync()).sent).toEqual([]);
  });
});

/** A person's directory entry as the server shows it. */
async function entryOf(subject: TestPerson): Promise<DirectoryEntry> {
  let entry: DirectoryEntry | undefined;
  const asker = await person(server, 'Asker');
  asker.tamper(at<DirectoryEntry>('/directory/lookup', (answer) => void (entry = answer)));
  await asker.client.findPerson(subject.identifier);
  return entry as DirectoryEntry;
}
