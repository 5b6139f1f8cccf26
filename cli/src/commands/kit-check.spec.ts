import { afterEach, describe, expect, it } from '@jest/globals';
import { kitOf } from '../testing/kits.ts';
import { testContext } from '../testing/test-context.ts';
import { testHost } from '../testing/test-host.ts';
import { askAfterwards } from './afterwards.ts';
import { offerKitCheck } from './kit-check.ts';

const hosts: ReturnType<typeof testHost>[] = [];
const hostOf = () => {
  const host = testHost();
  hosts.push(host);
  return host;
};
afterEach(() => hosts.splice(0).forEach((host) => host.remove()));

// Every word the same: which place is asked for is left to chance.
const kit = kitOf({ words: Array.from({ length: 15 }, () => 'apple') });

describe('the check of a new kit', () => {
  it('asks for two words, again while one is wrong', async () => {
    const host = hostOf();
    const { context, asked } = testContext(host, { typed: [true, 'river', ' APPL ', '2. apple'] });
    await offerKitCheck(context, kit);
    const places = asked.slice(1).map((question) => Number(/^Word (\d+)/.exec(question)?.[1]));
    expect(places).toHaveLength(3);
    expect(places[0]).toBe(places[1]);
    expect(places[2]).toBeGreaterThan(places[1] ?? 0);
    expect(host.err()).toMatch(/another word[\s\S]*Both are right/);
  });

  it('is left by Enter, and not begun without consent', async () => {
    const host = hostOf();
    await offerKitCheck(testContext(host, { typed: [true, ''] }).context, kit);
    expect(host.err()).toBe('');
    await offerKitCheck(testContext(host, { typed: [false] }).context, kit);
    expect(host.err()).toContain('Do it soon');
  });

  it('asks nothing without a terminal, or where a program listens', async () => {
    for (const options of [{}, { typed: [], isJson: true }]) {
      const { context, asked } = testContext(hostOf(), options);
      await offerKitCheck(context, kit);
      expect(asked).toEqual([]);
    }
  });

  it('is left by Ctrl-C, and does not say that nothing was changed', async () => {
    const host = hostOf();
    const { context } = testContext(host);
    const cancelled = Object.assign(new Error('closed'), { name: 'ExitPromptError' });
    await askAfterwards(context, () => Promise.reject(cancelled));
    expect(host.err()).toMatch(/stays done/);
    await expect(askAfterwards(context, () => Promise.reject(new Error('other')))).rejects.toThrow('other');
  });
});
