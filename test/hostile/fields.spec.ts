import { beforeAll, describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { createClient } from '@sealchart/sdk';
import { declareRows } from './harness/declare.ts';
import type { Actor } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import { stageOf } from './harness/stage.ts';
import { outcomeOf } from './harness/trial.ts';
import { fields } from './rows/h21-fields.ts';
import { columns } from './rows/h22-columns.ts';
import { shareNote } from './rows/people.ts';

declareRows([...fields, ...columns]);

/** Collections with what a server keeps of an element and tells its readers. */
const COLLECTIONS = ['elements', 'elementversions', 'elementcontents', 'keypackets', 'feedheads', 'feedrows'];

/** Everything in a document that can be changed, by its path. */
function leavesOf(value: unknown, path: string): { readonly path: string; readonly value: unknown }[] {
  const isLeaf =
    typeof value !== 'object' || value === null || value instanceof Date || 'buffer' in value || Object.keys(value).length === 0;
  if (isLeaf) return [{ path, value }];
  const entries = Object.entries(value).filter(([key]) => path !== '' || key !== '_id');
  return entries.flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

/** Another value of the same type, as near as can be. */
function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 100;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return ['another'];
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return { favourite: true };
  if (value instanceof Date) return new Date(value.getTime() + 86_400_000);
  if (typeof value === 'string') {
    const other = { viewer: 'editor', element: 'account' }[value];
    return other ?? `${value.slice(0, 8)}${value[8] === 'b' ? 'c' : 'b'}${value.slice(9)}`;
  }
  const bytes = Buffer.from((value as { buffer: Uint8Array }).buffer);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}

describe('H22: a server that changes any column of an element in its database', () => {
  const hostile = suiteServer();
  let victim: Actor;
  let kept: ReadonlyMap<string, Uint8Array>;
  let elementId: string;

  beforeAll(async () => {
    const stage = stageOf(hostile());
    const owner = await stage.actor('Kim');
    victim = await stage.victim('Dr Ada');
    await victim.client.findPerson(owner.identifier);
    kept = new Map(victim.store.entries);
    ({ elementId } = await shareNote(owner, victim));
  }, 60_000);

  /** What the victim is shown whose device has seen none of it: by itself, and in lists. */
  const shown = async (): Promise<string> => {
    victim.store.entries.clear();
    for (const [key, bytes] of kept) victim.store.entries.set(key, bytes);
    const client = createClient({ server: hostile().server.url, client: { name: 'stories', version: '0.1.0' }, ports: victim.ports });
    await client.unlock({ password: victim.password });
    const { refused } = await client.sync();
    const [first] = refused;
    if (first) throw first.error;
    return JSON.stringify([await client.list(), await client.open(elementId), await client.history(elementId)]);
  };

  it('is refused, or what is shown is what was signed', async () => {
    const honest = await shown();
    // What a feed never tells of is not in lists: that it is hidden can be noticed only once records have an index in the log.
    const leftOut = JSON.stringify([[], ...(JSON.parse(honest) as unknown[]).slice(1)]);
    const known = new Map([
      [honest, 'as signed'],
      [leftOut, 'left out'],
    ]);
    const [results, wrong] = [new Map<string, string>(), [] as string[]];
    for (const name of COLLECTIONS) {
      const collection = hostile().records.collection(name);
      const mine = { $or: [{ _id: new RegExp(elementId) }, { _id: new RegExp(victim.account.accountId) }, { id: elementId }] } as object;
      for (const document of await collection.find(mine).toArray()) {
        for (const { path, value } of leavesOf(document, '')) {
          await collection.updateOne({ _id: document._id }, { $set: { [path]: another(value) } });
          let result = '';
          const outcome = await outcomeOf(async () => (result = await shown()));
          await collection.replaceOne({ _id: document._id }, document);
          const what = outcome === 'done' ? known.get(result) : outcome;
          if (what === undefined || !/^(?:E_[A-Z_]+|as signed|left out)$/.test(what)) wrong.push(`${name}.${path}: ${outcome} ${result}`);
          if (what !== 'as signed' || !results.has(`${name}.${path}`)) results.set(`${name}.${path}`, what ?? outcome);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(results.size).toBeGreaterThan(25);
    expect(await shown()).toBe(honest);
    const count = (what: RegExp): number => [...results.values()].filter((result) => what.test(result)).length;
    const cells = [`${count(/^E_/)} refused`, `${count(/^as signed$/)} shown as signed`, `${count(/^left out$/)} left out of lists`];
    printFigure('columns changed in the database', `${results.size} columns`, cells.join(', '));
  }, 300_000);
});
