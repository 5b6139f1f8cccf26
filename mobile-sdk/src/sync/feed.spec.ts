import { describe, expect, it } from '@jest/globals';
import type { FeedRow } from '@sealchart/protocol';
import { idOf, toB64u } from '@sealchart/protocol';
import { newestRows, requireRows } from './feed.ts';

const principal = `acc_${toB64u(new Uint8Array(16))}`;
const elementId = idOf('elm_', new Uint8Array(16));
const row = (seq: number, fields: Partial<FeedRow> = {}): FeedRow => ({
  principal,
  seq,
  kind: 'element',
  id: elementId,
  version: seq,
  hash: 'A'.repeat(43),
  ...fields,
});

describe('rows of a feed', () => {
  it('pass when they follow the cursor', () => {
    expect(requireRows({ rows: [row(6), row(7)], newest: 9 }, principal, 5)).toHaveLength(2);
    expect(requireRows({ rows: [], newest: 5 }, principal, 5)).toEqual([]);
  });

  it.each([
    ['a row is left out', [row(6), row(8)], 8],
    ['the first row is left out', [row(7)], 7],
    ['a row stands twice', [row(6), row(6)], 8],
    ['rows stand in another order', [row(7), row(6)], 8],
    ['nothing comes although there is more', [], 6],
    ['a row lies behind the end', [row(6), row(7)], 6],
    ['a row is of another feed', [row(6, { principal: `acc_${toB64u(new Uint8Array(16).fill(1))}` })], 6],
  ])('are incomplete when %s', (_name, rows, newest) => {
    expect(() => requireRows({ rows, newest }, principal, 5)).toThrow(expect.objectContaining({ code: 'E_INCOMPLETE' }));
  });

  it('are a rollback when the feed ends before what was seen', () => {
    expect(() => requireRows({ rows: [], newest: 4 }, principal, 5)).toThrow(expect.objectContaining({ code: 'E_ROLLBACK' }));
  });

  it('count once for each element, the newest of them', () => {
    const rows = [row(1), row(2, { kind: 'account', id: 'x' }), row(3, { gone: true })];
    expect([...newestRows(rows)]).toEqual([[elementId, rows[2]]]);
  });

  it('are refused when they name no element', () => {
    expect(() => newestRows([row(1, { id: 'acc_x' })])).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
  });
});
