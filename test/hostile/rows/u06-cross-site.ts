import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import type { Actor, Stage } from '../harness/stage.ts';

/** As a browser says of a page of this server, and of one of another. */
const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };
const OTHER_PAGE = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };

/** The cookies of a person who logged in with a browser. */
async function cookieOf(stage: Stage, { identifier, traffic }: Actor): Promise<string> {
  const { request } = traffic.exchanges.find((exchange) => exchange.request.url.endsWith('/auth/login')) ?? {};
  const { loginSecret } = JSON.parse(request?.body ?? '{}') as { loginSecret?: string };
  const body = { identifier, loginSecret, device: 'browser', sessionIn: 'cookie' };
  const { headers } = await ask(stage, { method: 'POST', path: '/v1/auth/login', body, headers: OWN_PAGE });
  const cookie = /sealchart-session=[\w-]+/.exec(headers?.['set-cookie'] ?? '')?.[0];
  if (cookie === undefined) throw new Error('no cookie was given');
  return cookie;
}

/** U06: requests that a page of another site makes a browser send. */
export const crossSite = [
  clientRow({
    id: 'U06',
    does: 'lives on another site and makes a browser that is logged in ask for something',
    code: 'E_CROSS_SITE',
    defences: [{ module: 'api/src/access/own-pages.ts', check: 'require' }],
    setup: async (stage) => cookieOf(stage, await stage.actor('Kim')),
    attack: (cookie, stage) => ask(stage, { method: 'POST', path: '/v1/auth/logout', headers: { ...OTHER_PAGE, cookie } }),
    control: (cookie, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', headers: { ...OWN_PAGE, cookie } }),
  }),
];
