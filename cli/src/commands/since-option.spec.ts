import { describe, expect, it } from '@jest/globals';
import { parseSince } from './since-option.ts';

const now = Date.parse('2026-11-21T08:00:00Z');

describe('--since', () => {
  it.each([
    ['2026-11-21', '2026-11-21T00:00:00Z'],
    ['2026-11-21T07:59:59Z', '2026-11-21T07:59:59Z'],
    ['2020-02-29', '2020-02-29T00:00:00Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseSince(text, now)).toBe(instant);
  });

  it.each(['', 'yesterday', '2026-02-30', '21.11.2026', '2026-11-22', '2026-11-21T08:00:01Z', '2026-11-21T08:00:00'])(
    'is refused as %j',
    (text) => {
      expect(() => parseSince(text, now)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    },
  );
});
