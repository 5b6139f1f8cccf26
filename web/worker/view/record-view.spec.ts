import { describe, expect, it } from '@jest/globals';
import type { ElementSummary, ResourceFacts } from '@sealchart/sdk';
import { arrange, neighboursIn } from './record-view.ts';
import type { ViewFilter } from './view-types.ts';

const row = (
  elementId: string,
  type: string,
  date: string,
  facts: Partial<ResourceFacts> = {},
  more: Partial<ElementSummary> = {},
): ElementSummary => ({
  elementId,
  recordId: 'ada',
  version: 1,
  contentVersion: 1,
  schema: `fhir/R4/${type}`,
  title: elementId,
  date,
  author: 'ada',
  authoredAt: '2026-01-01T00:00:00.000Z',
  role: 'manager',
  readers: 1,
  open: {},
  addenda: 0,
  facts: { resourceType: type, codes: [], values: [], ...facts },
  ...more,
});

/** Newest first, as the SDK lists. */
const ROWS = [
  row('metformin', 'MedicationStatement', '2025-03', { status: 'active' }),
  row('iron', 'MedicationStatement', '2025-02-11', { status: 'completed' }),
  row('letter', 'DocumentReference', '2025-02-01', {}, { author: 'ben' }),
  row('ramipril', 'MedicationStatement', '2021', { status: 'active' }),
  row('theirs', 'Condition', '2020-01-01', {}, { recordId: 'cleo' }),
];

const arranged = (filter: Partial<ViewFilter>, found?: ReadonlyMap<string, unknown>) =>
  arrange(ROWS, { recordId: 'own', ...filter }, { ownId: 'ada', ...(found && { found }) });
const idsOf = (filter: Partial<ViewFilter>) => arranged(filter).rows.map(({ elementId }) => elementId);

describe('what is shown of a record', () => {
  it('is of that record alone', () => {
    expect(idsOf({})).toEqual(['metformin', 'iron', 'letter', 'ramipril']);
    expect(idsOf({ recordId: 'cleo' })).toEqual(['theirs']);
    expect(idsOf({ recordId: 'nobody' })).toEqual([]);
    expect(idsOf({ recordId: 'all' })).toHaveLength(5);
  });

  it('stands under months, or under the year where no more was written', () => {
    expect(arranged({}).groups).toEqual([
      { key: '2025-03', count: 1 },
      { key: '2025-02', count: 2 },
      { key: '2021', count: 1 },
    ]);
  });

  it('puts what is active first, newest first within it', () => {
    const { rows, groups } = arranged({ kind: 'medications', sort: 'standing' });
    expect(rows.map(({ elementId }) => elementId)).toEqual(['metformin', 'ramipril', 'iron']);
    expect(groups).toEqual([
      { key: 'active', count: 2 },
      { key: 'ended', count: 1 },
    ]);
  });

  it('counts kinds as if none were asked for', () => {
    const { counts, all, authors } = arranged({ kind: 'documents', standing: 'active' });
    expect(counts).toMatchObject({ medications: 2, documents: 0, conditions: 0 });
    expect(all).toBe(4);
    expect(authors).toEqual(['ada', 'ben']);
  });

  it('narrows by time, where a year or a month holds all of its days', () => {
    expect(idsOf({ from: '2025-02-11' })).toEqual(['metformin', 'iron']);
    expect(idsOf({ from: '2021-06-01', to: '2025-02-01' })).toEqual(['letter', 'ramipril']);
    expect(idsOf({ from: '2025-03-20', to: '2025-03-25' })).toEqual(['metformin']);
  });

  it('narrows by author, type and what was found', () => {
    expect(idsOf({ author: 'ben' })).toEqual(['letter']);
    expect(idsOf({ types: ['DocumentReference', 'note'] })).toEqual(['letter']);
    expect(arranged({}, new Map([['iron', 1]])).rows.map(({ elementId }) => elementId)).toEqual(['iron']);
    expect(arranged({}, new Map()).rows).toEqual([]);
  });
});

describe('the neighbours of an entry', () => {
  it('are those of the list as it is arranged; at its ends there is one', () => {
    const { rows } = arranged({ kind: 'medications' });
    expect(neighboursIn(rows, 'iron')).toEqual({
      before: { elementId: 'metformin', title: 'metformin' },
      after: { elementId: 'ramipril', title: 'ramipril' },
    });
    expect(neighboursIn(rows, 'metformin')).toEqual({ after: { elementId: 'iron', title: 'iron' } });
    expect(neighboursIn(rows, 'ramipril')).toEqual({ before: { elementId: 'iron', title: 'iron' } });
  });

  it('are not known in a list without it', () => {
    expect(neighboursIn(arranged({ kind: 'medications' }).rows, 'letter')).toBeUndefined();
  });
});
