import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import { judgeVectors } from './judgement.ts';
import type { Primitive } from './primitives.ts';
import { PRIMITIVES } from './primitives.ts';
import type { Vector, VectorFile } from './vector-file.ts';
import { WYCHEPROOF_FOLDER, readWycheproof } from './vector-file.ts';

/** Examples of the standards, each with what must be refused beside it. */
const own = JSON.parse(readFileSync(new URL('own-vectors.json', import.meta.url), 'utf8')) as Record<string, VectorFile>;
const all = Object.entries(PRIMITIVES);

describe('what is reached through Web Crypto', () => {
  it.each(all)('%s gives what the standards say, and refuses what is none', async (name, primitive) => {
    const judged = await judgeVectors(primitive, [own[name] ?? { testGroups: [] }]);
    expect(judged).toMatchObject({ wrong: [], notApplicable: 0 });
    expect(judged.run).toBeGreaterThanOrEqual(5);
  });

  it.each(all)('%s: one that takes all, and one that refuses all, would be noticed', async (name, primitive) => {
    const files = [own[name] ?? { testGroups: [] }];
    const count = (result: Vector['result']): number =>
      files.flatMap(({ testGroups }) => testGroups.flatMap(({ tests }) => tests.filter((test) => test.result === result))).length;
    const takesAll: Primitive = { ...primitive, run: async () => 'as said' };
    const refusesAll: Primitive = { ...primitive, run: () => Promise.reject(new Error('refused')) };
    expect((await judgeVectors(takesAll, files)).wrong).toHaveLength(count('invalid'));
    expect((await judgeVectors(refusesAll, files)).wrong).toHaveLength(count('valid'));
    expect([count('valid'), count('invalid')]).not.toContain(0);
  });
});

// Only where somebody has them: see CONTRIBUTING.md.
if (WYCHEPROOF_FOLDER !== undefined) {
  it('[wycheproof] every vector that applies gives what it says', async () => {
    const sum = { run: 0, notApplicable: 0 };
    for (const [name, primitive] of all) {
      const judged = await judgeVectors(
        primitive,
        primitive.files.map((file) => readWycheproof(WYCHEPROOF_FOLDER ?? '', file)),
      );
      expect({ name, wrong: judged.wrong }).toEqual({ name, wrong: [] });
      expect(judged.run).toBeGreaterThan(0);
      sum.run += judged.run;
      sum.notApplicable += judged.notApplicable;
    }
    printFigure('Wycheproof', `${all.length} primitives`, `${sum.run} vectors, 0 wrong`, `${sum.notApplicable} of other sizes`);
  });
}
