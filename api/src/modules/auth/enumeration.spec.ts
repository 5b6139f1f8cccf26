import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { printFigure } from '../../testing/figures.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { random, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';
import type { Comparison } from '../../testing/two-sample.ts';
import { compareSamples } from '../../testing/two-sample.ts';
import { AccountsService } from '../accounts/accounts.service.ts';

const IS_LONG = process.env['SEALCHART_LONG'] === '1';
/** Answers of each kind that are compared. */
const COUNT = IS_LONG ? 1_000 : 60;
/** Answers before the measurement: caches and connections are warm then. */
const WARM_UP = 20;
const PEOPLE = 20;
/** A difference as unlikely as this is looked at again; twice in the same direction, it is one. */
const SIGNIFICANT = 0.001;
/** Longer than one even step: what the steps could not hide. */
const DELAY_MS = 30;

let server: TestServer;
const people: LoggedInAccount[] = [];
beforeAll(async () => {
  server = await startTestServer({}, { hasRealHashes: true });
  for (let i = 0; i < PEOPLE; i += 1) {
    const { account } = await writeNextBundle(server, await registerAndLogIn(server), { recovery: i % 2 === 0 ? 'new' : 'none' });
    people.push(account);
  }
}, 60_000);
beforeEach(async () => {
  await forgetTries();
});
afterAll(async () => {
  await server.close();
});

async function forgetTries(): Promise<void> {
  await Promise.all(['rates', 'failurestreaks', 'loginattempts'].map((name) => server.accounts.collection(name).deleteMany({})));
}

interface Way {
  readonly route: string;
  readonly status: number;
  readonly payload: (who: string) => object;
}
const device = 'spec';
const ways: [string, Way][] = [
  ['prelogin', { route: '/v1/auth/prelogin', status: 200, payload: (identifier) => ({ identifier }) }],
  ['login', { route: '/v1/auth/login', status: 401, payload: (identifier) => ({ identifier, loginSecret: random(32), device }) }],
  ['recover', { route: '/v1/auth/recover', status: 401, payload: (account) => ({ account, recoveryLogin: random(32), device }) }],
  ['recover by id', { route: '/v1/auth/recover', status: 401, payload: (account) => ({ account, recoveryLogin: random(32), device }) }],
];

let asked = 0;
/** Each from an address of its own, so that no rate ends the measurement. */
function ask({ route, payload }: Way, who: string): Promise<TestAnswer> {
  asked += 1;
  const from = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`;
  return server.inject({ method: 'POST', url: route, payload: payload(who), from });
}

/** A person, and somebody who is not there under a name of the same length. */
function pairOf(way: string, index: number): { readonly known: string; readonly unknown: string } {
  const person = people[index % PEOPLE];
  if (!person) throw new Error('nobody is registered');
  const { identifier } = person.request;
  if (way === 'recover by id') return { known: person.accountId, unknown: `acc_${randomBytes(16).toString('base64url')}` };
  return { known: identifier, unknown: `${identifier.split('@', 1)[0]?.slice(0, -8) ?? ''}${randomBytes(4).toString('hex')}@example.org` };
}

/** Times of answers about known and unknown people, in turns whose order is drawn. */
async function measure(name: string, way: Way, count: number): Promise<Comparison> {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let i = -WARM_UP; i < count; i += 1) {
    // Before anybody was asked about more often than is counted.
    if (i % (5 * PEOPLE) === 0) await forgetTries();
    const pair = pairOf(name, i + WARM_UP);
    const order = randomBytes(1).readUInt8() < 128 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of order) {
      const start = performance.now();
      const { status } = await ask(way, pair[kind]);
      const ms = performance.now() - start;
      if (status !== way.status) throw new Error(`${name}: ${status}`);
      if (i >= 0) times[kind].push(ms);
    }
  }
  return compareSamples(times.known, times.unknown);
}

function report(name: string, count: number, { medians, z, p }: Comparison): void {
  const [known, unknown] = medians.map((ms) => `${ms.toFixed(3)} ms`);
  const columns = [`n = 2 x ${count}`, `known ${known}`, `unknown ${unknown}`, `z ${z.toFixed(2)}`, `p ${p.toFixed(4)}`];
  printFigure(`enumeration: ${name}`, ...columns);
}

/** Whether known and unknown people are told apart; a first suspicion is tested on new answers. */
async function isToldApart(name: string, way: Way, count: number): Promise<boolean> {
  const first = await measure(name, way, count);
  report(name, count, first);
  if (first.p >= SIGNIFICANT) return false;
  const second = await measure(name, way, count);
  report(`${name}, again`, count, second);
  return second.p < SIGNIFICANT && Math.sign(first.z) === Math.sign(second.z);
}

describe.each(ways)('%s', (name, way) => {
  it('answers alike about known and unknown people: status, headers, form and size', async () => {
    const { known, unknown } = pairOf(name, 0);
    const kitless = pairOf(name, 1).known;
    const answers = [await ask(way, known), await ask(way, unknown), await ask(way, kitless)];
    const shapes = answers.map(({ status, headers, body, text }) => {
      const { date: _date, 'x-request-id': _ofHeader, ...rest } = headers;
      const { requestId: _id, ...fields } = body as { requestId?: string };
      return { status, headers: rest, length: text.length, fields: way.status === 200 ? shapeOf(fields) : fields };
    });
    expect(shapes[0]?.status).toBe(way.status);
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
  });

  it(
    'takes as long for both',
    async () => {
      expect(await isToldApart(name, way, COUNT)).toBe(false);
    },
    (COUNT + WARM_UP) * 2 * 2 * 500,
  );
});

/** Names and kinds of fields, all the way down; of texts their lengths. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

describe('the comparison', () => {
  it('finds a server that takes longer for people it knows', async () => {
    const accounts = server.app.get(AccountsService);
    const findKdf = accounts.findKdf.bind(accounts);
    const known = new Set(people.map(({ request }) => request.identifier));
    const [, prelogin] = ways[0] ?? [];
    if (!prelogin) throw new Error('no prelogin');
    try {
      accounts.findKdf = async (identifier) => {
        const found = await findKdf(identifier);
        if (known.has(identifier)) await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
        return found;
      };
      expect(await isToldApart(`control, prelogin of known people ${DELAY_MS} ms later`, prelogin, 60)).toBe(true);
    } finally {
      accounts.findKdf = findKdf;
    }
  }, 60_000);
});
