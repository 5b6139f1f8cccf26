import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Cell, Row } from '../testing/authorisation-table.ts';
import { AUTHORISATION, expectedOf, gapsOf } from '../testing/authorisation-table.ts';
import { AuthorisationWorld, CALLERS, TARGETS } from '../testing/authorisation-world.ts';
import { printFigure } from '../testing/figures.ts';
import { routesOf } from '../testing/route-table.ts';
import { recoverWith, registerAndLogIn } from '../testing/test-account.ts';
import { writeNextBundle } from '../testing/test-bundle.ts';
import type { TestAnswer, TestRequest, TestServer } from '../testing/test-server.ts';
import { CLIENT_HEADERS, startTestServer } from '../testing/test-server.ts';

let server: TestServer;
let world: AuthorisationWorld;
let isPublic: ReadonlyMap<string, boolean>;
beforeAll(async () => {
  server = await startTestServer();
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  isPublic = new Map(routesOf(server.app).map((route) => [route.label, route.isPublic]));
  world = await AuthorisationWorld.open(server);
}, 60_000);
afterAll(async () => {
  const fields = AUTHORISATION.reduce((sum, { outcomes }) => sum + CALLERS.length * Object.keys(outcomes).length, 0);
  printFigure(
    'authorisation matrix',
    `${isPublic.size} routes`,
    `${AUTHORISATION.length} rows`,
    `${fields} fields`,
    `${asDeclared} as declared`,
  );
  await server.close();
});
/** Fields that came out as the table says. */
let asDeclared = 0;

/** Every request from another address: what is counted by address is no matter here. */
let requests = 0;
const address = (): string => `10.${(requests += 1) >> 16}.${(requests >> 8) & 255}.${requests & 255}`;

/** The answer to a field; `nobody` never gets a session, whatever the row says. */
async function answerOf(row: Row, cell: Cell): Promise<TestAnswer> {
  const { token = cell.person.token, ...request } = await row.ask(cell);
  const asked = { ...request, ...(cell.caller === 'nobody' ? {} : { token }), from: address() };
  return row.isStream ? headOf(asked) : server.inject(asked);
}

/** The head of an answer that has no end, over a real connection; the whole of one that has. */
async function headOf({ url, token }: TestRequest): Promise<TestAnswer> {
  const stop = new AbortController();
  const { port } = server.app.getHttpServer().address() as AddressInfo;
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const host = { host: 'localhost' };
  const answer = await fetch(`http://localhost:${port}${url}`, {
    headers: { ...CLIENT_HEADERS, ...authorization, ...host },
    signal: stop.signal,
  });
  const text = answer.ok ? '' : await answer.text();
  stop.abort();
  return { status: answer.status, headers: {}, text, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

const outcomeOf = (row: Row, answer: TestAnswer): string => {
  if (answer.status < 300) return row.read?.(answer) ?? String(answer.status);
  return `${answer.status} ${(answer.body as { code?: string } | undefined)?.code ?? 'without code'}`;
};
/** A body but for the ids in it. */
const withoutIds = ({ text }: TestAnswer): string => text.replace(/"requestId":"[^"]+"/, '').replace(/(acc|elm)_[\w-]{22}/g, '$1');

/** Hash of everything that the records database holds, but for answers kept for repeated requests. */
async function recordsHash(): Promise<unknown> {
  const { db } = server.records;
  if (!db) throw new Error('not connected');
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  const collections = all.map(({ name }) => name).filter((name) => !/idempoten/i.test(name));
  return (await db.command({ dbHash: 1, collections }))['md5'];
}
const isRefusal = (expected: string): boolean => /^(?:[45]\d\d )?E_/.test(expected);

const rows = AUTHORISATION.map((row): [string, Row] => [row.does === undefined ? row.route : `${row.route}, ${row.does}`, row]);

describe('the authorisation matrix', () => {
  it('has a row for every route, and no other', () => {
    expect(gapsOf(routesOf(server.app), AUTHORISATION)).toEqual([]);
  });

  it('says of a route without a row, and of a row without a route, what to do', () => {
    const own = { own: '200' };
    const sentences = gapsOf([{ label: 'GET NewController.read' }], [{ route: 'GET OldController.read', outcomes: own }]);
    expect(sentences).toEqual([
      expect.stringMatching(/^GET NewController\.read has no row in the authorisation matrix: add one .+ authorisation-table\.ts/),
      expect.stringMatching(/^GET OldController\.read has a row in the authorisation matrix, but is no route/),
    ]);
    expect(gapsOf([{ label: 'GET NewController.read' }], [{ route: 'GET NewController.read', outcomes: own }])).toEqual([]);
  });

  it.each(rows)(
    '%s: every caller gets what is declared, and what is hidden looks absent',
    async (_, row) => {
      await server.accounts.collection('rates').deleteMany({});
      const wrong: string[] = [];
      const bodies = new Map<string, string>();
      for (const caller of CALLERS) {
        for (const target of TARGETS) {
          const declared = row.outcomes[target];
          if (declared === undefined) continue;
          const outcome = expectedOf(declared, caller, isPublic.get(row.route) ?? false);
          const cell = { world, caller, target, person: world.person(caller) };
          // What the request needs is made first: only the request itself must change nothing.
          const request = await row.ask(cell);
          const before = isRefusal(outcome) ? await recordsHash() : '';
          const answer = await answerOf({ ...row, ask: () => request }, cell);
          const changed = before !== '' && before !== (await recordsHash()) ? ', and something was changed' : '';
          const found = outcomeOf(row, answer) + changed;
          if (found === outcome) asDeclared += 1;
          else wrong.push(`${caller}, ${target}: ${found} and not ${outcome}`);
          bodies.set(`${caller}, ${target}`, withoutIds(answer));
        }
      }
      expect(wrong).toEqual([]);
      expect(differing(row, bodies)).toEqual([]);
    },
    60_000,
  );

  it('notices whatever changes in a record', async () => {
    const before = await recordsHash();
    expect(await recordsHash()).toBe(before);
    await world.freshElement();
    expect(await recordsHash()).not.toBe(before);
  });
});

/** Asks every route that needs a session, with this one; gives what it needs and what came. */
async function answersTo(token: string): Promise<{ readonly label: string; readonly right: string; readonly outcome: string }[]> {
  const answers = [];
  for (const { label, right } of routesOf(server.app)) {
    const row = AUTHORISATION.find(({ route, outcomes }) => route === label && outcomes.own !== undefined);
    if (!row || right === undefined) continue;
    const cell = { world, caller: 'stranger', target: 'own', person: world.person('stranger') } as const;
    const request = { ...(await row.ask({ ...cell, caller: 'nobody' })), token };
    answers.push({
      label,
      right,
      outcome: outcomeOf({ ...row, read: () => 'accepted' }, await answerOf({ ...row, ask: () => request }, cell)),
    });
  }
  return answers;
}

describe('a session that is not a whole one', () => {
  it('because it only recovers an account gets the keys of that account and nothing else', async () => {
    const kit = (await writeNextBundle(server, await registerAndLogIn(server), { recovery: 'new' })).account;
    const { body } = await recoverWith(server, kit.accountId, kit.keys.recoveryLogin ?? '');
    const answers = await answersTo((body as { token: string }).token);
    const others = answers.filter(({ right }) => right !== 'account:keys');
    expect(others.length).toBeGreaterThan(15);
    expect(others.filter(({ outcome }) => outcome !== '404 E_NOT_FOUND')).toEqual([]);
    expect(answers.filter(({ right }) => right === 'account:keys').map(({ label, outcome }) => [label, outcome])).toEqual([
      ['GET AccountsController.readOwn', 'accepted'],
      ['GET AccountsController.readHead', 'accepted'],
      // What the stranger's keys would write is not of this account.
      ['POST AccountsController.writeBundle', '422 E_BIND'],
    ]);
  });

  it('because it ended, or never was one, gets nothing', async () => {
    for (const token of [world.closed.token, randomBytes(32).toString('base64url'), '', '$where']) {
      const answers = await answersTo(token);
      expect([token, answers.filter(({ outcome }) => outcome !== '401 E_UNAUTHENTICATED')]).toEqual([token, []]);
      expect(answers.length).toBeGreaterThan(20);
    }
  });
});

/** Fields that are refused or empty as for what is absent, and yet answered with another body. */
function differing(row: Row, bodies: ReadonlyMap<string, string>): string[] {
  const absent = row.outcomes.absent;
  if (absent === undefined) return [];
  return CALLERS.flatMap((caller) => {
    const like = expectedOf(absent, caller, isPublic.get(row.route) ?? false);
    if (like === '200' || like === '201') return [];
    return TARGETS.flatMap((target) => {
      const declared = row.outcomes[target];
      const isAlike = declared !== undefined && expectedOf(declared, caller, isPublic.get(row.route) ?? false) === like;
      const [body, other] = [bodies.get(`${caller}, ${target}`), bodies.get(`${caller}, absent`)];
      return isAlike && body !== other ? [`${caller}, ${target}: ${body?.slice(0, 300)} and not ${other?.slice(0, 300)}`] : [];
    });
  });
}
