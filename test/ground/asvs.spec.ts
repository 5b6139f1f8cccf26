import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printFigure } from '@sealchart/api/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { root } from './scripts.ts';
import { asvs } from './supply-chain.ts';
import type { Requirement } from './supply-chain.ts';

const { asvsCounts, asvsPage, asvsRefusals, readAsvs } = await asvs();
const list = readAsvs();
const counts = asvsCounts(list, [1, 2]);
/** Requirements of each chapter of the standard. */
const CHAPTERS = [30, 13, 31, 16, 13, 47, 19, 13, 7, 36, 24, 12, 21, 13, 21, 17, 12];

const good: Requirement = {
  id: '1.2.9',
  level: 2,
  about: 'Tests are there',
  verdict: 'met',
  evidence: ['test/ground/asvs.spec.ts'],
};
/** What is said of a list with these requirements, which are right but for what is given. */
const refusalsOf = (...changes: readonly Partial<Requirement>[]) =>
  asvsRefusals({ ...list, requirements: changes.map((change) => ({ ...good, ...change })) });

afterAll(() => {
  const { met = 0, part = 0, 'not met': absent = 0, 'not applicable': outside = 0 } = counts;
  printFigure(
    'ASVS',
    `${met} of ${met + part + absent} applicable requirements of levels 1 and 2 met`,
    `${part} in part`,
    `${absent} not met`,
    `${outside} not applicable`,
  );
});

describe('docs/asvs.md', () => {
  it('tells what the list holds', () => {
    expect(readFileSync(join(root, 'docs/asvs.md'), 'utf8')).toBe(asvsPage(list));
  });

  it('is about every requirement of version 5.0.0', () => {
    const { requirements } = list;
    expect(list.standard).toBe('OWASP ASVS 5.0.0');
    expect([1, 2, 3].map((level) => requirements.filter((one) => one.level === level).length)).toEqual([70, 183, 92]);
    const chapters = Array.from({ length: 17 }, (_, i) => requirements.filter(({ id }) => id.startsWith(`${i + 1}.`)).length);
    expect(chapters).toEqual(CHAPTERS);
  });

  it('names the standard, its licence, and that nobody else checked it', () => {
    const page = asvsPage(list);
    expect(page).toContain('CC BY-SA 4.0');
    expect(page).toContain('This is our own assessment. Nobody outside of the project has checked it.');
  });

  it('counts by level and verdict', () => {
    const small = { ...list, requirements: [good, { ...good, id: '1.2.10', level: 3, verdict: 'part', note: 'half' }] };
    expect(asvsCounts(small, [1, 2])).toEqual({ met: 1, part: 0, 'not met': 0, 'not applicable': 0 });
    expect(asvsPage(small)).toContain('| 3 | 0 | 1 | 0 | 0 | 1 |');
    expect(asvsPage(small)).toContain('| 1.2.10 | 3 | Tests are there | part | half<br>`test/ground/asvs.spec.ts` |');
  });
});

describe('the list of requirements', () => {
  it('holds together', () => {
    expect(asvsRefusals(list)).toEqual([]);
  });

  it('is in the order of the numbers, each once', () => {
    expect(refusalsOf({}, { id: '1.2.10' }, { id: '2.1.1' })).toEqual([]);
    expect(refusalsOf({}, {})).toEqual(['1.2.9 is not behind 1.2.9']);
    expect(refusalsOf({ id: '1.2.10' }, {})).toEqual(['1.2.9 is not behind 1.2.10']);
  });

  it('has evidence that is there, and a test or a document for what is met', () => {
    expect(refusalsOf({ evidence: ['docs/protocol.md'] }, { id: '1.2.10', evidence: ['SECURITY.md'] })).toEqual([]);
    expect(refusalsOf({ evidence: ['test/ground/absent.spec.ts', ...good.evidence] })).toEqual([
      '1.2.9 names test/ground/absent.spec.ts, which is not there',
    ]);
    for (const path of ['test/ground', 'node_modules/zod/package.json']) {
      expect(refusalsOf({ evidence: [path, ...good.evidence] })).toEqual([`1.2.9 names ${path}, which is not there`]);
    }
    expect(refusalsOf({ evidence: ['scripts/asvs.mjs'] })).toEqual(['1.2.9 is met without a test or a document']);
    expect(refusalsOf({ evidence: [] })).toHaveLength(1);
  });

  it('has a reason for whatever is not met', () => {
    for (const verdict of ['part', 'not met']) {
      expect(refusalsOf({ verdict })).toEqual([`1.2.9 is ${verdict} without a reason`]);
      expect(refusalsOf({ verdict, note: 'because' })).toEqual([]);
    }
    expect(refusalsOf({ verdict: 'not applicable', evidence: [] })).toEqual(['1.2.9 is not applicable without a reason']);
    expect(refusalsOf({ verdict: 'not applicable', note: 'because' })).toEqual(['1.2.9 is not applicable, and has evidence']);
  });

  it('has a level, a verdict, a chapter and words of each', () => {
    const wrong = { id: '18.1.1', level: 4, verdict: 'maybe', about: '', note: 'because' };
    expect(refusalsOf(wrong)).toHaveLength(4);
    expect(() => asvsPage({ ...list, requirements: [{ ...good, ...wrong }] })).toThrow('18.1.1 is in no chapter');
  });
});
