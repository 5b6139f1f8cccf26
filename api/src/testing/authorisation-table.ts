import { randomBytes } from 'node:crypto';
import type { ReadResponse } from '@sealchart/protocol';
import { IDEMPOTENCY_HEADER, PROFILE, idOf } from '@sealchart/protocol';
import { tokenHash } from '../access/token.ts';
import type { AuthorisationWorld, CallerRole, Person, Target } from './authorisation-world.ts';
import { CALLERS } from './authorisation-world.ts';
import { logIn, makeTestAccount, registerAndLogIn } from './test-account.ts';
import { hashOfStatement, nextBundle, random } from './test-bundle.ts';
import type { TestReader, TestVersion } from './test-element.ts';
import { TestElement } from './test-element.ts';
import type { TestAnswer, TestRequest } from './test-server.ts';

/** One field of the matrix. */
export interface Cell {
  readonly world: AuthorisationWorld;
  readonly caller: CallerRole;
  /** Of the caller; of `nobody` the stranger's, who has no session then. */
  readonly person: Person;
  readonly target: Target;
}

/** What callers get: all the same, or each its own and `rest` the others. A status, with its code when it is a refusal, or what `read` says. */
export type Outcome = string | (Partial<Record<CallerRole, string>> & { readonly rest: string });

/** What one route does with every target that means something to it. */
export interface Row {
  /** As `routesOf` labels it. */
  readonly route: string;
  /** What of the route, where it does several things. */
  readonly does?: string;
  readonly ask: (cell: Cell) => TestRequest | Promise<TestRequest>;
  /** What an accepted request came to. */
  readonly read?: (answer: TestAnswer) => string;
  /** The answer never ends: it is asked for over a real connection, and only its head is read. */
  readonly isStream?: true;
  readonly outcomes: Partial<Record<Target, Outcome>>;
}

const HIDDEN = '404 E_NOT_FOUND';
const READERS = ['owner', 'manager', 'editor', 'viewer'] as const;

/** What callers with these roles get, and all others. */
const to = (callers: readonly CallerRole[], outcome: string, rest: string): Outcome => ({
  ...Object.fromEntries(callers.map((caller) => [caller, outcome])),
  rest,
});
const everywhere = (outcome: Outcome): Record<Target, Outcome> => ({ own: outcome, others: outcome, erased: outcome, absent: outcome });
const post = (url: string, payload?: unknown): TestRequest => ({ method: 'POST', url, ...(payload === undefined ? {} : { payload }) });

/** A route without a target: there is only the caller's own. */
const plain = (route: string, url: string, outcome: Outcome = '200'): Row => ({ route, ask: () => ({ url }), outcomes: { own: outcome } });

/** What became of the one version that was sent. */
const written = ({ body }: TestAnswer): string => {
  const [result] = (body as { results: { status: string; code?: string }[] }).results;
  return result?.code ?? result?.status ?? 'nothing';
};
const batch = ({ write }: TestVersion): TestRequest => ({
  ...post('/v1/elements/batch', { items: [write] }),
  headers: { [IDEMPOTENCY_HEADER]: random(16) },
});

/** A kind of version of an element that is there already: written to a fresh one, so that every caller finds the same. */
const version = (does: string, make: (element: TestElement, cell: Cell) => Promise<TestVersion>, outcomes: Row['outcomes']): Row => ({
  route: 'POST ElementsController.write',
  does,
  ask: async (cell) => batch(await make(cell.target === 'own' ? await cell.world.freshElement() : cell.world.element(cell.target), cell)),
  read: written,
  outcomes: { others: 'E_NOT_FOUND', erased: to(['owner'], 'E_ERASED', 'E_NOT_FOUND'), absent: 'E_NOT_FOUND', ...outcomes },
});

/** Also what the stranger itself would do. */
const withStranger = (
  element: TestElement,
  { world, person }: Cell,
  role: 'viewer' | 'manager',
  more: Partial<TestReader> = {},
): Promise<TestVersion> =>
  element.share([...element.readers, { identity: world.person('stranger').identity, role, ...more }], { by: person.identity });

const view = (contentVersion: number, outcome: Outcome): Row => ({
  route: 'GET ElementsController.content',
  does: `content ${contentVersion}`,
  ask: ({ world, target }) => ({ url: `/v1/elements/${world.element(target).elementId}/contents/${contentVersion}` }),
  outcomes: { ...everywhere(HIDDEN), own: outcome },
});

/** What a batch read of one element came to. */
function readingOf({ elements: found, ended }: ReadResponse): string {
  if (found.length > 0) return 'found';
  return ended.length > 0 ? 'ended' : 'missing';
}

const elements: readonly Row[] = [
  {
    route: 'GET ElementsController.view',
    ask: ({ world, target }) => ({ url: `/v1/elements/${world.element(target).elementId}` }),
    outcomes: { own: to(READERS, '200', HIDDEN), others: HIDDEN, erased: to(['owner'], '200', HIDDEN), absent: HIDDEN },
  },
  ...[true, false].map((content): Row => ({
    route: 'POST ElementsController.read',
    does: content ? 'with content' : 'without content',
    ask: ({ world, target }) => post('/v1/elements/read', { items: [{ elementId: world.element(target).elementId, after: 0 }], content }),
    read: ({ body }) => readingOf(body as ReadResponse),
    outcomes: {
      // Who could read it until the end came learns that it came, and nothing else.
      own: { ...Object.fromEntries(READERS.map((caller) => [caller, 'found'])), expired: 'ended', rest: 'missing' },
      others: 'missing',
      erased: to(['owner'], 'found', 'missing'),
      absent: 'missing',
    },
  })),
  // The first content was the owner's alone, and the editor has the history; all were readers of the second and of the fourth.
  view(1, to(['owner', 'editor'], '200', HIDDEN)),
  view(2, to(READERS, '200', HIDDEN)),
  view(4, to(READERS, '200', HIDDEN)),
  view(5, HIDDEN),
  {
    route: 'POST ElementsController.receipts',
    ask: ({ world, target }) => post('/v1/elements/receipts', { elementIds: [world.element(target).elementId] }),
    read: ({ body }) => ((body as { receipts: unknown[] }).receipts.length > 0 ? 'receipt' : 'none'),
    outcomes: { own: 'none', others: 'none', erased: to(['owner'], 'receipt', 'none'), absent: 'none' },
  },
  plain('GET UsageController.read', '/v1/usage'),
  version('content', (element, { person }) => element.edit({ by: person.identity }), {
    own: { owner: 'stored', manager: 'stored', editor: 'stored', viewer: 'E_RIGHT', rest: 'E_NOT_FOUND' },
  }),
  version('a viewer more', (element, cell) => withStranger(element, cell, 'viewer'), {
    own: { owner: 'stored', manager: 'stored', editor: 'E_RIGHT', viewer: 'E_RIGHT', rest: 'E_NOT_FOUND' },
  }),
  version('a viewer more, with the history', (element, cell) => withStranger(element, cell, 'viewer', { history: true }), {
    own: { owner: 'stored', manager: 'stored', editor: 'E_RIGHT', viewer: 'E_RIGHT', rest: 'E_NOT_FOUND' },
  }),
  version('a manager more', (element, cell) => withStranger(element, cell, 'manager'), {
    own: { owner: 'stored', manager: 'E_GRANT', editor: 'E_RIGHT', viewer: 'E_RIGHT', rest: 'E_NOT_FOUND' },
  }),
  version('everybody but the owner out', (element, { person }) => element.share(element.readers.slice(0, 1), { by: person.identity }), {
    own: { owner: 'stored', manager: 'E_GRANT', editor: 'E_RIGHT', viewer: 'E_RIGHT', rest: 'E_NOT_FOUND' },
  }),
  version('the end', (element, { person }) => element.erase({ by: person.identity }), {
    own: { owner: 'stored', manager: 'E_RIGHT', editor: 'E_RIGHT', viewer: 'E_RIGHT', rest: 'E_NOT_FOUND' },
  }),
  {
    route: 'POST ElementsController.write',
    does: 'a new element',
    // Into the record of an account.
    ask: async ({ world, caller, person, target }) =>
      batch(await TestElement.of(world.account(caller, target).identity).edit({ by: person.identity })),
    read: written,
    // Nothing is sealed to who has no key: that there is no such account is no secret, the directory says so.
    outcomes: { own: 'stored', others: 'E_RIGHT', erased: 'E_CERT', absent: 'E_CERT' },
  },
  {
    route: 'POST ElementsController.write',
    does: 'a new element under an id',
    ask: async ({ world, person, target }) => {
      const elementId = target === 'absent' ? idOf('elm_', randomBytes(16)) : world.element(target).elementId;
      return batch(await TestElement.of(person.identity, elementId).edit());
    },
    read: written,
    outcomes: { own: 'E_CONFLICT', others: 'E_CONFLICT', erased: to(['owner'], 'E_ERASED', 'E_CONFLICT'), absent: 'stored' },
  },
];

const anchors: readonly Row[] = [
  {
    route: 'POST AnchorsController.write',
    ask: async ({ world, caller, person, target }) => {
      const { accountId } = world.account(caller, target).identity;
      const anchor = await world.nextAnchor(person, target === 'own' ? {} : { recordId: accountId });
      return post('/v1/anchors', { anchor, without: [] });
    },
    outcomes: { ...everywhere('403 E_RIGHT'), own: '204' },
  },
  plain('GET AnchorsController.newest', '/v1/anchors/newest'),
  {
    route: 'POST AnchorsController.find',
    ask: ({ world, target }) => post('/v1/anchors/proofs', { elementIds: [world.element(target).elementId] }),
    read: ({ body }) => ((body as { proofs: unknown[] }).proofs.length > 0 ? 'proof' : 'none'),
    outcomes: { own: to(READERS, 'proof', 'none'), others: 'none', erased: to(['owner'], 'proof', 'none'), absent: 'none' },
  },
];

const feeds: readonly Row[] = [
  {
    route: 'POST FeedsController.pull',
    ask: ({ world, caller, target }) =>
      post('/v1/feeds/pull', { cursor: { principal: world.account(caller, target).identity.accountId, seq: 0 } }),
    outcomes: { ...everywhere(HIDDEN), own: '200' },
  },
  plain('GET FeedsController.head', '/v1/feeds/head'),
  { ...plain('GET FeedsController.live', '/v1/feeds/live?after=0'), isStream: true },
];

const accounts: readonly Row[] = [
  {
    route: 'POST AccountsController.register',
    ask: async ({ world, target }) => {
      const fresh = await makeTestAccount(world.server.instanceId);
      return post('/v1/accounts', target === 'absent' ? fresh.request : { ...fresh.request, identifier: world.other.request.identifier });
    },
    outcomes: { others: '409 E_IDENTIFIER_TAKEN', absent: '201' },
  },
  plain('GET AccountsController.readOwn', '/v1/accounts/me'),
  plain('GET AccountsController.readHead', '/v1/accounts/me/head'),
  {
    route: 'POST AccountsController.writeBundle',
    ask: async ({ world, caller, person, target }) => {
      const { request, keys } = await nextBundle(world.account(caller, target).keys);
      if (target === 'own' && caller !== 'nobody') person.keys = keys;
      return post('/v1/accounts/me/bundle', request);
    },
    outcomes: { ...everywhere('422 E_BIND'), own: '200' },
  },
  {
    route: 'POST AccountsController.writeProfile',
    ask: async ({ world, caller, target }) => {
      const { identity, request } = world.account(caller, target);
      const successor = { number: 2, previous: await hashOfStatement(request.profile), name: 'Another Name' };
      return post('/v1/accounts/me/profile', { profile: await identity.sign({ ...identity.fields(PROFILE), ...successor }) });
    },
    outcomes: { ...everywhere('422 E_AUTHOR'), own: '204' },
  },
  {
    route: 'POST AccountsController.close',
    ask: async ({ world, caller, target }) => {
      // The own one is another account that the caller has: nobody else could call any more.
      const closing = target === 'own' ? await registerAndLogIn(world.server) : undefined;
      const event = await world.closingOf(closing ?? world.account(caller, target));
      return { ...post('/v1/accounts/me/close', { event }), ...(closing ? { token: closing.token } : {}) };
    },
    outcomes: { ...everywhere('409 E_CONFLICT'), own: '204' },
  },
];

const logins: readonly Row[] = [
  {
    route: 'POST AuthController.prelogin',
    ask: ({ world, caller, target }) => post('/v1/auth/prelogin', { identifier: world.account(caller, target).request.identifier }),
    outcomes: everywhere('200'),
  },
  {
    route: 'POST AuthController.login',
    ask: ({ world, caller, target }) => {
      const { identifier, loginSecret } = world.account(caller, target).request;
      return post('/v1/auth/login', { identifier, loginSecret: target === 'others' ? random(32) : loginSecret, device: 'matrix' });
    },
    outcomes: { ...everywhere('401 E_LOGIN'), own: '200' },
  },
  {
    route: 'POST AuthController.recover',
    ask: ({ world, caller, target }) =>
      post('/v1/auth/recover', { account: world.account(caller, target).request.identifier, recoveryLogin: random(32), device: 'matrix' }),
    outcomes: everywhere('401 E_KIT'),
  },
  {
    route: 'POST AuthController.logout',
    ask: async ({ world, person }) => ({ ...post('/v1/auth/logout'), token: (await logIn(world.server, person.request)).token }),
    outcomes: { own: '204' },
  },
  plain('GET LoginsController.read', '/v1/logins'),
  plain('GET SessionsController.list', '/v1/sessions'),
  {
    route: 'DELETE SessionsController.endOne',
    ask: async ({ world, person, target }) => {
      const tokens: Record<Target, () => Promise<string>> = {
        own: async () => (await logIn(world.server, person.request)).token,
        others: async () => world.other.token,
        erased: async () => world.closed.token,
        absent: async () => random(32),
      };
      return { method: 'DELETE', url: `/v1/sessions/${tokenHash(await tokens[target]())}` };
    },
    outcomes: { ...everywhere(HIDDEN), own: '204' },
  },
  { route: 'POST SessionsController.endOthers', ask: () => post('/v1/sessions/end-others'), outcomes: { own: '200' } },
];

const directory: readonly Row[] = [
  {
    route: 'POST DirectoryController.lookUp',
    ask: ({ world, caller, target }) => post('/v1/directory/lookup', { identifier: world.account(caller, target).request.identifier }),
    outcomes: { own: '200', others: '200', erased: '404 E_PERSON_UNKNOWN', absent: '404 E_PERSON_UNKNOWN' },
  },
  {
    route: 'POST DirectoryController.findAccounts',
    ask: ({ world, caller, target }) => post('/v1/directory/accounts', { accountIds: [world.account(caller, target).identity.accountId] }),
    read: ({ body }) => ((body as { entries: unknown[] }).entries.length > 0 ? 'found' : 'none'),
    // Who reads what a closed account wrote needs its keys.
    outcomes: { own: 'found', others: 'found', erased: 'found', absent: 'none' },
  },
];

const open: readonly Row[] = [
  plain('GET HealthController.live', '/health'),
  plain('GET HealthController.ready', '/ready'),
  plain('GET InstanceController.read', '/v1/instance'),
  plain('GET PagesController.home', '/'),
  plain('GET PagesController.docs', '/docs'),
  plain('GET PagesController.style', '/sealchart.css'),
  plain('GET PagesController.document', '/v1/openapi.json'),
];

/** What every route gives every caller of every target. A new route needs a row here before it is built. */
export const AUTHORISATION: readonly Row[] = [...elements, ...anchors, ...feeds, ...accounts, ...logins, ...directory, ...open];

/** What a caller gets of a row; nobody gets anything that needs a session. */
export function expectedOf(outcome: Outcome, caller: CallerRole, isPublic: boolean): string {
  if (caller === 'nobody' && !isPublic) return '401 E_UNAUTHENTICATED';
  return typeof outcome === 'string' ? outcome : (outcome[caller] ?? outcome.rest);
}

/** Routes without a row and rows without a route, as sentences that say what to do. */
export function gapsOf(routes: readonly { readonly label: string }[], rows: readonly Pick<Row, 'route' | 'outcomes'>[]): string[] {
  const [labels, named] = [new Set(routes.map(({ label }) => label)), new Set(rows.map(({ route }) => route))];
  const advice = `add one to AUTHORISATION in authorisation-table.ts: what ${CALLERS.join(', ')} get of what is own, others', erased and absent`;
  return [
    ...[...labels].filter((label) => !named.has(label)).map((label) => `${label} has no row in the authorisation matrix: ${advice}`),
    ...[...named]
      .filter((route) => !labels.has(route))
      .map((route) => `${route} has a row in the authorisation matrix, but is no route: rename or remove it`),
    ...rows
      .filter(({ outcomes }) => outcomes.own === undefined && outcomes.absent === undefined)
      .map(({ route }) => `${route} has a row without a target`),
  ];
}
