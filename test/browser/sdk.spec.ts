import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Site } from './site.ts';
import { askWorker, bundleOf, startSite } from './site.ts';

let site: Site;
let worker: string;
beforeAll(async () => {
  [site, worker] = [await startSite(), await bundleOf('sdk-worker.ts')];
}, 120_000);
afterAll(() => site.close());

describe('a person in the browser', () => {
  it('registers, seals, sends and opens; comes back and unlocks what the device kept', async () => {
    const task = {
      server: site.origin,
      identifier: `${crypto.randomUUID()}@example.org`,
      password: `a long password ${crypto.randomUUID()}`,
      body: `Blood pressure 120/80 ${crypto.randomUUID()}`,
    };
    const page = await site.openPage({ 'worker.js': worker });
    const first = (await askWorker(page, 'worker.js', { ...task, act: 'first visit' })) as { result: { accountId: string } };
    const { accountId } = first.result ?? {};
    expect(first).toEqual({ result: { accountId, author: accountId, title: 'From the browser', body: task.body } });
    await page.close();

    const again = await site.openPage({ 'worker.js': worker });
    expect(await askWorker(again, 'worker.js', { ...task, act: 'second visit' })).toEqual({
      result: { state: 'locked', wrong: 'E_PASSWORD', accountId, title: 'From the browser', body: task.body },
    });
  }, 120_000);
});
