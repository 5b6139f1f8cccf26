import { describe, expect, it } from '@jest/globals';
import { loadWithout, withoutBody } from './build.ts';
import { outcomeOf } from './trial.ts';

const MANIFEST_CHECKS = 'mobile-sdk/src/features/elements/manifest-checks.ts';
const ENTRY = `export { requireNewest, requireReader } from './${MANIFEST_CHECKS}';`;

interface Checks {
  readonly requireNewest: (newest: number, verified: number) => void;
}

describe('a build without a check', () => {
  it('lets through what the whole build refuses', async () => {
    const whole = (await loadWithout(ENTRY, [])) as Checks;
    expect(await outcomeOf(async () => whole.requireNewest(1, 2))).toBe('E_ROLLBACK');
    const without = (await loadWithout(ENTRY, [{ module: MANIFEST_CHECKS, check: 'requireNewest' }])) as Checks;
    expect(await outcomeOf(async () => without.requireNewest(1, 2))).toBe('done');
  });

  it('takes another body, with the parameters as they were named', () => {
    const code = 'class A {\n  static async check(value) {\n    throw value;\n  }\n}\nfunction check2() {\n}\n';
    const taken = withoutBody(code, { module: 'a.ts', check: 'check', body: 'return value;' });
    expect(taken).toBe('class A {\n  static async check(value) {\nreturn value;\n  }\n}\nfunction check2() {\n}\n');
  });

  it('is refused where the check is not there, there twice, or not part of what is built', async () => {
    expect(() => withoutBody('function other() {\n}\n', { module: 'a.ts', check: 'check' })).toThrow('a.ts has no single check: 0 found');
    expect(() => withoutBody('function check() {\n}\n'.repeat(2), { module: 'a.ts', check: 'check' })).toThrow('2 found');
    await expect(loadWithout(ENTRY, [{ module: MANIFEST_CHECKS, check: 'requireNothing' }])).rejects.toThrow('no single requireNothing');
    const elsewhere = 'mobile-sdk/src/session/refresh.ts';
    await expect(loadWithout(ENTRY, [{ module: elsewhere, check: 'checkHead' }])).rejects.toThrow(`not part of the build: ${elsewhere}`);
  });
});
