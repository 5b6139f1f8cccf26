import { describe, expect, it } from '@jest/globals';
import type { FactValue } from '@sealchart/sdk';
import type { Series } from '../../../worker/view/view-types.ts';
import { courseOf } from './course.ts';

const series = (values: readonly FactValue[], codes: readonly string[] = []): Series => ({
  key: 'loinc|29463-7',
  name: 'Body weight',
  category: 'vitals',
  codes,
  points: values.map((value, index) => ({ elementId: String(index), date: `2025-0${index + 1}-01`, author: 'ada', values: [value] })),
});

const pressure = (code: string, value: number): FactValue => ({ value, written: String(value), unit: 'mmHg', unitCode: 'mm[Hg]', code });

const kg = (value: number, written = String(value)): FactValue => ({ value, written, unit: 'kg', unitCode: 'kg' });

describe('the course of a measurement', () => {
  it('keeps the digits that were written in their own unit', () => {
    const { points, unit } = courseOf(series([kg(70, '70.0')]));
    expect(unit).toBe('kg');
    expect(points[0]?.values['value']).toEqual({ value: 70, written: '70.0', unit: 'kg', isDrawn: true });
  });

  it('brings all values to the unit that is chosen, ranges with them', () => {
    const pounds: FactValue = { value: 154.3, written: '154.3', unit: 'lb', unitCode: '[lb_av]', low: 110.2 };
    const { points, unit } = courseOf(series([kg(70), pounds]), '[lb_av]');
    expect(unit).toBe('lb');
    expect(points.map(({ values }) => values['value']?.written)).toEqual(['154.3', '154.3']);
    expect(courseOf(series([kg(70), pounds])).points[1]?.values['value']).toMatchObject({ value: 70, low: 50, unit: 'kg' });
  });

  it('draws nothing in a unit that cannot be converted, and says how many', () => {
    const course = courseOf(series([kg(70), { value: 11, written: '11', unit: 'stone' }]));
    expect(course.notDrawn).toBe(1);
    expect(course.points[1]?.values['value']).toMatchObject({ value: 11, unit: 'stone', isDrawn: false });
  });

  it('puts the line with the largest numbers first, whatever the order in which they were written', () => {
    const point = { elementId: 'a', date: '2025-01-01', author: 'ada', values: [pressure('8462-4', 77), pressure('8480-6', 122)] };
    expect(courseOf({ ...series([]), points: [point] }).lines.map(({ id }) => id)).toEqual(['8480-6', '8462-4']);
  });

  it('draws a day as that day in any time zone', () => {
    const at = new Date(courseOf(series([kg(70)])).points[0]?.at ?? Number.NaN);
    expect([at.getFullYear(), at.getMonth(), at.getDate()]).toEqual([2025, 0, 1]);
  });
});
