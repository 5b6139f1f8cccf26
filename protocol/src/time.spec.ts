import { describe, expect, it } from '@jest/globals';
import { fromInstant, Instant, toInstant } from './time.ts';

describe('instants', () => {
  it('have one form, to the second', () => {
    expect(toInstant(1_700_000_000_999)).toBe('2023-11-14T22:13:20Z');
    expect(fromInstant('2023-11-14T22:13:20Z')).toBe(1_700_000_000_000);
    expect(Instant.safeParse('2024-02-29T00:00:00Z').success).toBe(true);
  });

  it.each(['2023-02-29T00:00:00Z', '2023-01-01T24:00:00Z', '2023-01-01T00:00:00.000Z', '2023-01-01T00:00:00+00:00', '2023-01-01', 5])(
    'refuses %j',
    (value) => {
      expect(Instant.safeParse(value).success).toBe(false);
    },
  );
});
