import { describe, expect, it } from '@jest/globals';
import type { Row } from './table.ts';
import { costRow, rateRow, reaches, toTable } from './table.ts';

const compared = { name: 'act', unit: 'ms', beside: 'peer', target: 0.8 };

describe('a row', () => {
  it('has a ratio of which more is better, for costs and for rates', () => {
    const rounds = { measured: [10, 20, 30], control: [5, 10, 15] };
    expect(costRow(compared, rounds)).toEqual({ ...compared, measured: 20, control: 10, ratio: 0.5 });
    expect(rateRow(compared, rounds)).toEqual({ ...compared, measured: 20, control: 10, ratio: 2 });
  });

  it('reaches its target from there on, and without one always', () => {
    const row: Row = { name: 'act', unit: 'ms', measured: 1 };
    expect(reaches({ ...row, ratio: 0.8, target: 0.8 })).toBe(true);
    expect(reaches({ ...row, ratio: 0.799, target: 0.8 })).toBe(false);
    expect(reaches({ ...row, target: 0.8 })).toBe(false);
    expect(reaches({ ...row, ratio: Number.NaN, target: 0.8 })).toBe(false);
    expect(reaches({ ...row, ratio: 0.1 })).toBe(true);
  });
});

describe('the table', () => {
  it('marks what is short, and that alone', () => {
    const rows = [
      costRow(compared, { measured: [2], control: [1] }),
      costRow({ ...compared, name: 'other' }, { measured: [1], control: [1] }),
      { name: 'told', unit: 'MiB', measured: 12_345.6 },
    ];
    expect(toTable(rows).split('\n')).toEqual([
      '| row   | unit | measured | control | beside | ratio | target   |       |',
      '| ----- | ---- | -------- | ------- | ------ | ----- | -------- | ----- |',
      '| act   | ms   | 2        | 1       | peer   | 0.5   | >= 0.8   | SHORT |',
      '| other | ms   | 1        | 1       | peer   | 1     | >= 0.8   |       |',
      '| told  | MiB  | 12,346   |         |        |       | reported |       |',
    ]);
  });
});
