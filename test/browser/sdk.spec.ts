import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Site } from './site.ts';
import { askWorker, bundleOf, startSite } from './site.ts';

let site: Site;
let worker: string;
beforeAll(async () => {
  [site, worker] = [await startSite(), await bundleOf('sdk-worker.ts')];
}, 120_000);
afterAll(() => site.close());

/** A person who has registered in the browser, and what a worker is told about them. */
async function newcomer() {
  const task = {
    server: site.origin,
    database: `test-${crypto.randomUUID()}`,
    identifier: `${crypto.randomUUID()}@example.org`,
    password: `a long password ${crypto.randomUUID()}`,
    body: `Blood pressure 120/80 ${crypto.randomUUID()}`,
  };
  const page = await site.openPage({ 'worker.js': worker });
  const first = (await askWorker(page, 'worker.js', { ...task, act: 'first visit' })) as { result: { accountId: string } };
  await page.close();
  return { task, first, accountId: first.result.accountId };
}

describe('a person in the browser', () => {
  it('registers, seals, sends and opens; comes back and unlocks what the device kept', async () => {
    const { task, first, accountId } = await newcomer();
    expect(first).toEqual({ result: { accountId, author: accountId, title: 'From the browser', body: task.body } });
    const again = await site.openPage({ 'worker.js': worker });
    expect(await askWorker(again, 'worker.js', { ...task, act: 'second visit' })).toEqual({
      result: { state: 'locked', wrong: 'E_PASSWORD', accountId, title: 'From the browser', body: task.body },
    });
    await again.close();
  }, 120_000);

  it('hears at once of what another device writes', async () => {
    const { task } = await newcomer();
    const page = await site.openPage({ 'worker.js': worker });
    expect(await askWorker(page, 'worker.js', { ...task, act: 'watch' })).toEqual({
      result: { states: ['live'], titles: ['From elsewhere', 'From the browser'] },
    });
    await page.close();
  }, 120_000);

  it('stays unlocked over a reload, until it is locked', async () => {
    const { task, accountId } = await newcomer();
    const page = await site.openPage({ 'worker.js': worker });
    const { result: wrapped } = (await askWorker(page, 'worker.js', { ...task, act: 'leave unlocked' })) as { result: string };
    expect(wrapped).toMatch(/^[\w-]{80}$/);
    await page.reload();
    expect(await askWorker(page, 'worker.js', { ...task, act: 'reload', wrapped })).toEqual({
      result: { accountId, state: 'unlocked', opensAfterLock: false },
    });
    await page.close();
  }, 120_000);

  it('writes in two windows at the same time, and nothing is lost', async () => {
    const { task } = await newcomer();
    const names = ['left', 'right'];
    const pages = await Promise.all(names.map(() => site.openPage({ 'worker.js': worker })));
    const answers = await Promise.all(pages.map((page, i) => askWorker(page, 'worker.js', { ...task, act: 'write', body: names[i] })));
    expect(answers).toEqual([{ result: true }, { result: true }]);
    const last = await site.openPage({ 'worker.js': worker });
    const { result } = (await askWorker(last, 'worker.js', { ...task, act: 'list' })) as { result: string[] };
    expect(result).toEqual(['From the browser', ...names.flatMap((name) => [1, 2, 3, 4].map((number) => `${name} ${number}`))]);
    await Promise.all([last, ...pages].map((page) => page.close()));
  }, 120_000);
});
