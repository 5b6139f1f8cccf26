import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Row } from '../testing/authorisation-table.ts';
import { AUTHORISATION } from '../testing/authorisation-table.ts';
import { AuthorisationWorld } from '../testing/authorisation-world.ts';
import type { Route } from '../testing/route-table.ts';
import { routesOf } from '../testing/route-table.ts';
import { recoverWith, registerAndLogIn } from '../testing/test-account.ts';
import { writeNextBundle } from '../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../testing/test-server.ts';
import { startTestServer } from '../testing/test-server.ts';

let server: TestServer;
let world: AuthorisationWorld;
let routes: readonly Route[];
beforeAll(async () => {
  server = await startTestServer();
  routes = routesOf(server.app);
  world = await AuthorisationWorld.open(server);
}, 60_000);
afterAll(async () => {
  await server.close();
});

/** A request of the owner for what a row of the authorisation matrix is about; without a session it is nobody's. */
async function ask({ ask: make, outcomes }: Row, isNobody: boolean): Promise<TestAnswer> {
  const person = world.person('owner');
  const target = outcomes.own === undefined ? 'absent' : 'own';
  const { token = person.token, ...request } = await make({ world, caller: 'owner', target, person });
  return server.inject({ ...request, ...(isNobody ? {} : { token }) });
}

/** Rows whose answers end; what streams are is for the spec of the feed. */
const rowsOf = ({ label }: Route): Row[] => AUTHORISATION.filter(({ route, isStream }) => route === label && isStream === undefined);

/** What an answer is wrong about, as a sentence; undefined where it is right. */
function problemOf({ status, headers, text }: TestAnswer, kind: string | undefined): string | undefined {
  const type = String(headers['content-type']);
  if (status >= 400) return /^application\/problem\+json(?:; charset=utf-8)?$/.test(type) ? undefined : `${status} as ${type}`;
  if (status === 204) return type === 'undefined' && text === '' ? undefined : `nothing as ${type}`;
  if (kind === 'json') return type === 'application/json; charset=utf-8' ? undefined : `JSON as ${type}`;
  return /^(?:text\/(?:html|css)|application\/json); charset=utf-8$/.test(type) ? undefined : `a text as ${type}`;
}

/** Asks all routes; what is wrong, and the routes that did what was asked. */
async function walk(isNobody: boolean): Promise<{ readonly wrong: string[]; readonly answered: Set<string> }> {
  const wrong: string[] = [];
  const answered = new Set<string>();
  for (const route of routes) {
    for (const row of rowsOf(route)) {
      // Counted by address and account, which all of these share.
      await server.accounts.collection('rates').deleteMany({});
      const answer = await ask(row, isNobody);
      const problem = problemOf(answer, route.answer?.kind);
      if (problem !== undefined) wrong.push(`${route.label}: ${problem}`);
      if (answer.status < 300) answered.add(route.label);
    }
  }
  return { wrong, answered };
}

describe('an answer', () => {
  it('names its type, and of text the encoding: every route', async () => {
    const { wrong, answered } = await walk(false);
    expect(wrong).toEqual([]);
    const silent = routes.filter(({ label, answer }) => answer?.kind !== 'events' && !answered.has(label));
    // The matrix has no kit; see below.
    expect(silent.map(({ label }) => label)).toEqual(['POST AuthController.recover']);
  }, 60_000);

  it('to a recovery names it, too', async () => {
    const { account } = await writeNextBundle(server, await registerAndLogIn(server), { recovery: 'new' });
    const answer = await recoverWith(server, account.accountId, account.keys.recoveryLogin ?? '');
    expect([answer.status, problemOf(answer, 'json')]).toEqual([200, undefined]);
  });

  it('that refuses whoever has no session is a problem: every route that needs one', async () => {
    const { wrong, answered } = await walk(true);
    expect(wrong).toEqual([]);
    expect(routes.filter(({ label, isPublic }) => !isPublic && answered.has(label))).toEqual([]);
  }, 60_000);

  it.each<[string, Partial<TestAnswer>, string]>([
    ['JSON without its type', { status: 200, headers: {}, text: '{}' }, 'json'],
    ['JSON as a page', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: '{}' }, 'json'],
    ['JSON in another encoding', { status: 200, headers: { 'content-type': 'application/json; charset=utf-16' }, text: '{}' }, 'json'],
    ['a page without encoding', { status: 200, headers: { 'content-type': 'text/html' }, text: 'x' }, 'page'],
    ['a refusal as a page', { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, text: 'x' }, 'json'],
    ['nothing with a type', { status: 204, headers: { 'content-type': 'application/json' }, text: '' }, 'nothing'],
  ])('is looked at closely: %s is noticed', (_, answer, kind) => {
    expect(problemOf({ body: undefined, status: 0, headers: {}, text: '', ...answer }, kind)).toEqual(expect.any(String));
  });
});
