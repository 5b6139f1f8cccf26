import { describe, expect, it } from '@jest/globals';
import { boundRow, linearRow } from './bounds.ts';
import { reaches } from './table.ts';

const row = (measured: number) => boundRow({ name: 'requests', unit: 'requests', most: 2 }, [measured]);

describe('a figure with a bound', () => {
  it('is short from above the bound on', () => {
    expect([1, 2, 3].map((measured) => reaches(row(measured)))).toEqual([true, true, false]);
    expect(row(4)).toMatchObject({ measured: 4, control: 2, ratio: 0.5, target: 1 });
  });

  it('is one of growth, too: linear passes, more does not', () => {
    const from = { size: 100, costs: [1, 1, 1] };
    const to = (cost: number) => linearRow('sync', from, { size: 1_000, costs: [cost, cost, cost] });
    expect(to(10).measured).toBeCloseTo(1, 9);
    expect([0.5, 1, 10, 100].map((cost) => reaches(to(cost)))).toEqual([true, true, true, false]);
  });
});
