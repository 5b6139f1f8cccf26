import { describe, expect, it } from '@jest/globals';
import { fromInstant } from '@sealchart/protocol';
import { parseUntil } from './until-option.ts';

const now = fromInstant('2026-11-21T08:00:00Z');

describe('the end of an access', () => {
  it.each([
    ['1d', '2026-11-22T08:00:00Z'],
    ['1w', '2026-11-28T08:00:00Z'],
    ['30d', '2026-12-21T08:00:00Z'],
    ['90d', '2027-02-19T08:00:00Z'],
    ['1y', '2027-11-21T08:00:00Z'],
    ['2026-11-21T08:00:01Z', '2026-11-21T08:00:01Z'],
    ['never', null],
  ])('%s', (text, instant) => {
    expect(parseUntil(text, now)).toBe(instant);
  });

  it('is the last second of a day where this device is', () => {
    const end = new Date(fromInstant(parseUntil('2026-12-31', now) ?? ''));
    expect([end.getFullYear(), end.getMonth(), end.getDate(), end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([
      2026, 11, 31, 23, 59, 59,
    ]);
  });

  it.each(['', '2d', 'tomorrow', '2027-02-30', '2026-13-01', '31.12.2026', '2027-01-01T00:00', 'constructor', 'NEVER', '-1d'])(
    'is not %j',
    (text) => {
      expect(() => parseUntil(text, now)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    },
  );

  it.each(['2026-11-20', '2026-11-21T08:00:00Z', '1999-12-31T23:59:59Z'])('has not passed already: %s', (text) => {
    expect(() => parseUntil(text, now)).toThrow(expect.objectContaining({ detail: expect.stringContaining('has passed') }));
  });
});
