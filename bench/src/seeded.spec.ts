import { describe, expect, it } from '@jest/globals';
import { quantile } from './measure.ts';
import { madeUpObservations, seededNumbers } from './seeded.ts';

function take(seed: number): number[] {
  const next = seededNumbers(seed);
  return Array.from({ length: 50 }, () => next());
}

describe('seeded numbers', () => {
  it('are the same for the same seed and others for another', () => {
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
    expect(take(3).every((number) => number >= 0 && number < 1)).toBe(true);
  });
});

describe('made-up resources', () => {
  it('are the same list twice, and another for another seed', () => {
    expect(madeUpObservations(40, 7)).toEqual(madeUpObservations(40, 7));
    expect(madeUpObservations(40, 7)).not.toEqual(madeUpObservations(40, 8));
  });

  it('are JSON, with the size spread of real files', () => {
    const resources = madeUpObservations(2_000, 1);
    for (const { body } of resources) expect(JSON.parse(body)).toMatchObject({ resourceType: 'Observation' });
    const sizes = resources.map(({ body }) => Buffer.byteLength(body));
    expect(quantile(sizes, 0.5)).toBeGreaterThan(750);
    expect(quantile(sizes, 0.5)).toBeLessThan(950);
    expect(quantile(sizes, 0.95)).toBeGreaterThan(2_700);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(13_780);
  });

  it('have the size that is asked for', () => {
    expect(madeUpObservations(3, 1, 102_400).map(({ body }) => body.length)).toEqual([102_400, 102_400, 102_400]);
  });
});
