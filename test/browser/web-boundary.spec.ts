// What runs in the page has to be written inside of what is handed to it.
/* oxlint-disable unicorn/consistent-function-scoping */
import { describe, expect, it } from '@jest/globals';
import { logIn } from './web/log-in.ts';
import type { Look } from './web/looks.ts';
import { LOOKS } from './web/looks.ts';
import { programAt } from './web/program.ts';
import type { WebPerson } from './web/web-person.ts';
import { webStage } from './web/web-stage.ts';

const stage = webStage();
const [look] = LOOKS as [Look];

async function someone(name: string): Promise<WebPerson> {
  const person = await stage.person(name, look);
  const { identifier, password } = person;
  await programAt(stage.server.url).register({ identifier, name, password, device: 'Tablet' });
  return person;
}

describe('a page with a script that does not belong there', () => {
  it('runs no code of its own making, and reaches nobody', async () => {
    const person = await stage.person('Ada Moss', look);
    const { page } = person;
    await person.goto('en/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    // The browser says on its console what it refused.
    person.allow(/Content Security Policy|requires 'Trusted|Fetch API cannot load/);
    const outcomes = await page.evaluate(async () => {
      const chunk = document.querySelector<HTMLScriptElement>('script[src^="/_next/static/"]')?.getAttribute('src') ?? '';
      const mine = (address: string) => () => (document.createElement('script').src = address);
      const tries: Record<string, () => unknown> = {
        // oxlint-disable-next-line no-eval
        eval: () => (0, eval)('1'),
        // oxlint-disable-next-line no-new-func, typescript/no-implied-eval
        function: () => new Function('return 1')() as unknown,
        markup: () => (document.createElement('div').innerHTML = '<b>1</b>'),
        'inline script': () => (document.createElement('script').textContent = '1'),
        frame: () => (document.createElement('iframe').srcdoc = '1'),
        'blob worker': () => new Worker(URL.createObjectURL(new Blob(['1']))),
        'service worker': () => navigator.serviceWorker.register('/sdk.worker.js'),
        policy: () =>
          (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy(
            'sdk-worker',
            {},
          ),
        'other server': () => fetch('http://127.0.0.1:1/'),
        'data script': mine('data:text/javascript,1'),
        'script elsewhere': mine('/sdk.worker.js'),
        dots: mine('/_next/static/../../sdk.worker.js'),
        'encoded dots': mine('/_next/static/%2e%2e/%2e%2e/sdk.worker.js'),
        'encoded slashes': mine('/_next/static/..%2f..%2fsdk.worker.js'),
        backslashes: mine('/_next/static/..\\..\\sdk.worker.js'),
        'other host': mine('//example.org/_next/static/1.js'),
        'other host with backslashes': mine('/\\example.org/_next/static/1.js'),
        'other host behind a name': mine(`${location.origin.replace('//', '//localhost@')}.example.org/_next/static/1.js`),
        credentials: mine(`${location.origin.replace('//', '//name:word@')}/_next/static/1.js`),
        blob: mine(`blob:${location.origin}/_next/static/1.js`),
        'own chunk': mine(chunk),
      };
      const run = async (attempt: () => unknown): Promise<string> => {
        // Code that the driver of this test runs itself may evaluate; code of the page may not.
        await new Promise((resolve) => setTimeout(resolve, 0));
        try {
          await attempt();
          return 'ran';
        } catch {
          return 'refused';
        }
      };
      return Object.fromEntries(
        await Promise.all(Object.entries(tries).map(async ([name, attempt]) => [name, await run(attempt)] as const)),
      );
    });
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'refused')).toEqual([['own chunk', 'ran']]);
  });

  it('gets acts of the worker, and nothing that lies behind them', async () => {
    const person = await someone('Ada Moss');
    await person.context.addInitScript(() => {
      const Started = globalThis.Worker;
      globalThis.Worker = class extends Started {
        constructor(...args: ConstructorParameters<typeof Started>) {
          super(...args);
          Object.assign(globalThis, { taken: this });
        }
      };
    });
    await logIn(person);
    const ask = (message: object) =>
      person.page.evaluate(
        (sent) =>
          new Promise<unknown>((resolve) => {
            const { taken } = globalThis as unknown as { taken: Worker };
            const id = crypto.randomUUID();
            taken.addEventListener('message', ({ data }: MessageEvent<{ id: string; type: string; name?: string }>) => {
              if (data.id === id) resolve(data.type === 'HANDLER' ? data.name : data.type);
            });
            taken.postMessage({ id, ...sent });
          }),
        message,
      );
    expect(await ask({ type: 'APPLY', path: ['state'], argumentList: [] })).toBe('RAW');
    expect(await ask({ type: 'APPLY', path: ['accountKey'], argumentList: [] })).toBe('throw');
    expect(await ask({ type: 'SET', path: ['constructor', 'entries'], value: { type: 'RAW', value: 1 } })).toBe('throw');
    expect(await ask({ type: 'ENDPOINT', path: [] })).toBe('throw');
  });
});

describe('a browser that was signed out', () => {
  it('keeps nothing of the account, in no tab', async () => {
    const person = await someone('Ada Moss');
    await logIn(person);
    const first = person.page;
    await first.getByText('Synced', { exact: true }).waitFor();
    const second = await person.openTab('en/me/');
    await second.getByRole('button', { name: 'Sign out of this browser' }).click();
    await second.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
    for (const page of [first, second]) {
      await page.waitForURL('**/en/');
      await page.getByRole('link', { name: 'I have an account' }).waitFor();
      const left = await page.evaluate(async () => {
        const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
        const count = (name: string) =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.addEventListener('error', () => reject(new Error(name)));
            opening.addEventListener('success', () => {
              const { result } = opening;
              const [store = ''] = result.objectStoreNames;
              const counting = result.transaction(store).objectStore(store).count();
              counting.addEventListener('success', () => {
                result.close();
                resolve(counting.result);
              });
            });
          });
        return {
          local: Object.keys(localStorage).filter((key) => key !== 'sealchart:locale'),
          session: Object.keys(sessionStorage),
          caches: await caches.keys(),
          entries: await Promise.all(names.map(count)),
        };
      });
      expect(left).toEqual({ local: [], session: [], caches: [], entries: [0, 0] });
    }
  });
});
