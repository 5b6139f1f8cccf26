import { describe, expect, it } from '@jest/globals';
import { USUAL_TERMS, dayOf, grantOf, untilOf } from './terms.ts';

const NOW = Date.parse('2026-03-28T10:20:30.456Z');

describe('the end of a share', () => {
  it('is so many days from now, in whole seconds', () => {
    expect(untilOf({ end: 'day', day: '' }, NOW)).toBe('2026-03-29T10:20:30Z');
    expect(untilOf({ end: 'year', day: '' }, NOW)).toBe('2027-03-28T10:20:30Z');
  });

  it('is none where none was chosen', () => {
    expect(untilOf({ end: 'none', day: '2027-01-01' }, NOW)).toBeNull();
  });

  it('is the last second of a chosen day where the person is', () => {
    const until = untilOf({ end: 'own', day: '2026-04-02' }, NOW);
    expect(new Date(until ?? '').getTime()).toBe(new Date(2026, 3, 2, 23, 59, 59).getTime());
    expect(dayOf(until ?? '')).toBe('2026-04-02');
  });

  it.each(['', '2026-03-27', '2026-13-01', 'tomorrow'])('does not stand for the day "%s"', (day) => {
    expect(untilOf({ end: 'own', day }, NOW)).toBeUndefined();
    expect(grantOf({ ...USUAL_TERMS, end: 'own', day }, NOW)).toBeUndefined();
  });
});
