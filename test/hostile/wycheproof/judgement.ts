import type { Primitive } from './primitives.ts';
import type { VectorFile } from './vector-file.ts';

/** What came of the vectors of one primitive. */
export interface Judgement {
  readonly run: number;
  /** Of sizes that are not used here. */
  readonly notApplicable: number;
  /** Vectors of which something else came than they say. */
  readonly wrong: readonly string[];
}

/** Runs all vectors: what is valid gives what they say, what is invalid is refused, and what is acceptable may be refused. */
export async function judgeVectors({ applies, run }: Primitive, files: readonly VectorFile[]): Promise<Judgement> {
  const wrong: string[] = [];
  let [count, notApplicable] = [0, 0];
  for (const group of files.flatMap(({ testGroups }) => testGroups)) {
    for (const vector of group.tests) {
      if (!applies(group, vector)) {
        notApplicable += 1;
        continue;
      }
      count += 1;
      const outcome = await run(group, vector).catch(() => 'refused' as const);
      const isRight = { valid: outcome === 'as said', invalid: outcome !== 'as said', acceptable: outcome !== 'something else' }[
        vector.result
      ];
      if (!isRight) wrong.push(`${vector.tcId} ${vector.result} (${[vector.comment, ...(vector.flags ?? [])].join(', ')}): ${outcome}`);
    }
  }
  return { run: count, notApplicable, wrong };
}
