import { expect } from '@jest/globals';
import type { AccessTerms, ElementVersion, OpenedElement } from '@sealchart/sdk';
import mongoose from 'mongoose';
import { outcomeOf } from './account-checks.ts';
import { isOpen, replay } from './record-model.ts';
import type { RecordModel } from './record-model.ts';
import type { InProcessServer } from './in-process-server.ts';
import type { Member, Remembered, RecordWorld } from './record-world.ts';

/** What somebody hears who may not open an element. */
const CLOSED = ['E_NOT_FOUND', 'E_AUDIENCE', 'E_ERASED'];

/** What the server still holds of an element, as it lies in the database. */
interface Stored {
  readonly contents: number;
  /** Principals with key packets. */
  readonly principals: ReadonlySet<string>;
}

/** Looks into the records database of one server. */
export class StoredRecords {
  readonly #connection: mongoose.Connection;

  private constructor(connection: mongoose.Connection) {
    this.#connection = connection;
  }

  static async of({ recordsUri }: InProcessServer): Promise<StoredRecords> {
    return new StoredRecords(await mongoose.createConnection(recordsUri).asPromise());
  }

  async find(elementId: string): Promise<Stored> {
    const filter = { _id: { $gt: `${elementId}:`, $lt: `${elementId};` } } as object;
    const [contents, packets] = await Promise.all([
      this.#connection.collection('elementcontents').countDocuments(filter),
      this.#connection
        .collection('keypackets')
        .find(filter, { projection: { _id: 1 } })
        .toArray(),
    ]);
    return { contents, principals: new Set(packets.map(({ _id }) => String(_id).split(':')[1] ?? '')) };
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** What must hold of every element once everything has come to rest. */
export async function expectWholeRecord(world: RecordWorld, stored: StoredRecords): Promise<void> {
  for (const member of world.people) expect(await member.client.sync()).toMatchObject({ changed: 0, gone: 0, refused: [], sent: [] });
  for (const element of world.elements) {
    const { owner, elementId } = element;
    const isErased = (await owner.client.erased()).some((one) => one.elementId === elementId && one.receipt !== undefined);
    if (isErased) await expectErased(world, element, stored);
    else await expectLiving(world, element, stored);
  }
}

async function expectErased(world: RecordWorld, { elementId, erased }: Remembered, stored: StoredRecords): Promise<void> {
  expect(['yes', 'unknown']).toContain(erased);
  expect(await stored.find(elementId)).toEqual({ contents: 0, principals: new Set() });
  for (const member of world.people) await expectClosed(member, elementId);
}

async function expectClosed({ client }: Member, elementId: string): Promise<void> {
  expect((await client.list()).map((one) => one.elementId)).not.toContain(elementId);
  expect(CLOSED).toContain(await outcomeOf(() => client.open(elementId)));
}

async function expectLiving(world: RecordWorld, element: Remembered, stored: StoredRecords): Promise<void> {
  const { owner, elementId, erased } = element;
  expect(erased).not.toBe('yes');
  const history = await owner.client.history(elementId);
  const model = replay(owner.accountId, history);
  expect(model.unlawful).toEqual([]);
  const newest = await owner.client.open(elementId);
  expectAddenda(element, newest);
  await expectTexts(element, history);
  const { principals } = await stored.find(elementId);
  expect([...principals].filter((principal) => !model.audience.has(principal))).toEqual([]);
  for (const member of world.people) await expectPlaceOf(member, { world, model, newest, history });
}

/** What somebody inside opens; undefined where their access has ended meanwhile. Another refusal says what should have let them in. */
async function openedBy(
  { client, accountId }: Member,
  { world, elementId, terms }: { readonly world: RecordWorld; readonly elementId: string; readonly terms: AccessTerms | undefined },
): Promise<OpenedElement | undefined> {
  const before = world.now();
  try {
    return await client.open(elementId);
  } catch (cause) {
    if (!isOpen(terms, world.now())) return undefined;
    const times = [before, world.now()].map((at) => new Date(at).toISOString()).join(' to ');
    throw new Error(`${accountId} is inside by ${JSON.stringify(terms)} and was refused, ${times}`, { cause });
  }
}

/** Every addendum that was confirmed, or kept on a device and not given up, stands there once, under its author's name, and in one row. */
function expectAddenda({ written }: Remembered, { remarks }: OpenedElement): void {
  expect(remarks.map(({ number }) => number)).toEqual(remarks.map((_, i) => i + 1));
  const addenda = written.filter(({ kind }) => kind === 'addendum');
  for (const { text, author, result } of addenda) {
    const found = remarks.filter((remark) => remark.text === text);
    if (result === 'stored' || result === 'waiting') expect({ text, result, found }).toMatchObject({ found: [{ author }] });
    else if (result === 'refused' || result === 'given up') expect({ text, result, found }).toMatchObject({ found: [] });
    else expect(found.length).toBeLessThanOrEqual(1);
  }
  expect(remarks.filter(({ text, author }) => !addenda.some((one) => one.text === text && one.author === author))).toEqual([]);
}

/** Every text that was confirmed is a version of its author, and none that was refused. */
async function expectTexts({ owner, elementId, written }: Remembered, history: readonly ElementVersion[]): Promise<void> {
  const contents = new Map<string, string[]>();
  for (const { kind, contentVersion, author } of history) {
    if (kind !== 'content') continue;
    const { body } = await owner.client.openVersion(elementId, contentVersion);
    contents.set(body, [...(contents.get(body) ?? []), author]);
  }
  for (const { kind, text, author, result } of written) {
    if (kind !== 'content') continue;
    if (result === 'stored') expect(contents.get(text)).toContain(author);
    if (result === 'refused') expect(contents.has(text)).toBe(false);
  }
  const known = new Set(written.map(({ text }) => text));
  expect([...contents.keys()].filter((text) => !known.has(text))).toEqual([]);
}

interface Place {
  readonly world: RecordWorld;
  readonly model: RecordModel;
  readonly newest: OpenedElement;
  readonly history: readonly ElementVersion[];
}

/** Who is inside opens exactly the newest and sees the same history; who is outside opens nothing. */
async function expectPlaceOf(member: Member, { world, model, newest, history }: Place): Promise<void> {
  const { client, accountId } = member;
  const { elementId, body, remarks } = newest;
  const terms = model.audience.get(accountId);
  const versions = history.filter(({ kind }) => kind === 'content').map(({ contentVersion }) => contentVersion);
  if (!isOpen(terms, world.now())) {
    await expectClosed(member, elementId);
    for (const version of versions) expect(CLOSED).toContain(await outcomeOf(() => client.openVersion(elementId, version)));
    return;
  }
  const found = await openedBy(member, { world, elementId, terms });
  // The end came between two looks.
  if (!found) return expectClosed(member, elementId);
  expect(found).toMatchObject({ body, remarks });
  expect((await client.list()).map((one) => one.elementId)).toContain(elementId);
  expect((await client.history(elementId)).map(withoutSelf)).toEqual(history.map(withoutSelf));
  for (const version of versions) {
    const outcome = await outcomeOf(() => client.openVersion(elementId, version));
    const mayOpen = terms?.history === true || model.readersOf.get(version)?.has(accountId) === true;
    if (!mayOpen) expect(CLOSED).toContain(outcome);
    if (terms?.history === true || version === newest.contentVersion) expect(outcome).toBe('done');
  }
}

const withoutSelf = ({ isReadable: _own, ...version }: ElementVersion): Omit<ElementVersion, 'isReadable'> => version;
