import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpClient, HttpRequest, RecoveryKit, createClient } from '@sealchart/sdk';
import { AccountDevice } from '../stories/support/account-device.ts';
import { BundleTable } from '../stories/support/bundle-table.ts';
import { printFigure } from '@sealchart/api/testing';
import type { InProcessServer } from '../stories/support/in-process-server.ts';
import { startServer } from '../stories/support/in-process-server.ts';
import type { KeyAnswer } from '../stories/support/login-mutations.ts';
import { mutatedAnswers } from '../stories/support/login-mutations.ts';
import { OwnedAccount } from '../stories/support/owned-account.ts';
import { sdkWithout } from './harness/sdk.ts';
import { outcomeOf } from './harness/trial.ts';

const LOGINS = 1_000;
const ON_KNOWN_DEVICE = 200;
const RECOVERIES = 200;
/** Each kind of change twice. */
const MUTATIONS = 46;
/** Of the mutations; a failing one names its number. */
const SEED = Number(process.env['SEALCHART_SEED'] ?? 29);

let server: InProcessServer;
let bundles: BundleTable;
let owner: OwnedAccount;
let known: AccountDevice;
let kit: RecoveryKit;
beforeAll(async () => {
  server = await startServer();
  bundles = await BundleTable.of(server);
  owner = new OwnedAccount(server, bundles);
  known = new AccountDevice(server);
  await owner.register(known);
  // An account with a history: several slots, keys and events that can be changed.
  for (const name of ['makeRecoveryKit', 'rotate', 'changePassword'] as const) {
    const act = owner.plan(name);
    await owner.settle(act, await act.run(known.client));
  }
  kit = owner.kit as RecoveryKit;
  await owner.login(known);
}, 120_000);
afterAll(async () => {
  await bundles.close();
  await server.close();
});

type Act = (device: AccountDevice) => Promise<unknown>;
const login: Act = (device) => owner.login(device, false);
const recover: Act = ({ client }) =>
  client.recover({ kit, identifier: owner.identifier, newPassword: 'one that is never set', device: 'a device' });
const pathOf = ({ url }: HttpRequest): string => new URL(url).pathname;

/** What a server learns, which is every byte that leaves the device; and what the device is left with. */
interface Trace {
  readonly sent: string[];
  readonly outcome: string;
  readonly isKept: boolean;
}

interface Attack {
  readonly path: string;
  readonly act: Act;
  /** Genuine answers by path. */
  readonly genuine: ReadonlyMap<string, string>;
  /** What the device holds before. */
  readonly store: ReadonlyMap<string, Uint8Array>;
  /** Between the program and the wire. */
  readonly leak?: (http: HttpClient) => HttpClient;
  /** Another build of the program. */
  readonly createClient?: typeof createClient;
}

/** Answers of the honest server to an act that goes through, by path. */
async function genuineOf(act: Act, device: AccountDevice): Promise<Map<string, string>> {
  const from = device.traffic.exchanges.length;
  await act(device);
  const exchanges = device.traffic.exchanges.slice(from);
  // The first of each path: a recovery logs in afterwards.
  return new Map(exchanges.toReversed().map(({ request, response }) => [pathOf(request), response?.body ?? '']));
}

/** One act against a server that gives this answer. */
async function traceOf({ path, act, genuine, store, leak = (http) => http, ...program }: Attack, answer: unknown): Promise<Trace> {
  const sent: string[] = [];
  const hostile: HttpClient = {
    async send(request) {
      const { method, url, headers, body } = request;
      sent.push(JSON.stringify({ method, url, headers, body }));
      const text = pathOf(request) === path ? JSON.stringify(answer) : genuine.get(pathOf(request));
      if (text === undefined) return { status: 404, headers: {}, body: '{}' };
      return { status: 200, headers: {}, body: text };
    },
  };
  const device = new AccountDevice(server, { between: () => leak(hostile), ...program });
  for (const [key, value] of store) device.store.entries.set(key, value);
  const outcome = await outcomeOf(() => act(device));
  // What is left of an act that failed would send now.
  await new Promise(setImmediate);
  return { sent, outcome, isKept: isSameStore(store, device.store.entries) };
}

const isSameStore = (a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => Buffer.compare(value, b.get(key) ?? Buffer.alloc(0)) === 0);

/** What many changed answers led to: the different traces, and the numbers of the answers by what became of the act. */
async function attack(attacked: Attack, count: number) {
  const genuine = JSON.parse(attacked.genuine.get(attacked.path) ?? '') as KeyAnswer;
  const traces = new Set<string>();
  const outcomes = new Map<string, number[]>();
  for (const [i, answer] of mutatedAnswers(genuine, count, SEED).entries()) {
    expect([i, JSON.stringify(answer) === JSON.stringify(genuine)]).toEqual([i, false]);
    const { sent, outcome, isKept } = await traceOf(attacked, answer);
    traces.add(sent.join('\n'));
    const end = isKept ? outcome : `${outcome}, another store`;
    outcomes.set(end, [...(outcomes.get(end) ?? []), i]);
  }
  return { traces, outcomes };
}

/** Every one of so many answers led to this; of any other, the numbers are told. */
function expectAll(outcomes: ReadonlyMap<string, readonly number[]>, code: string, count: number): void {
  expect([...outcomes].filter(([end]) => end !== code)).toEqual([]);
  expect(outcomes.get(code)?.length).toBe(count);
}

describe('H29, first contact: a server that changes what it answers to a login, and watches what comes next', () => {
  it(`is refused: ${LOGINS} changes, one trace`, async () => {
    const attacked: Attack = {
      path: '/v1/auth/login',
      act: login,
      genuine: await genuineOf(login, new AccountDevice(server)),
      store: new Map(),
    };
    const { traces, outcomes } = await attack(attacked, LOGINS);
    expectAll(outcomes, 'E_BUNDLE', LOGINS);
    expect(traces.size).toBe(1);
    printFigure('login oracle', `${LOGINS} changed answers`, `${traces.size} trace`, 'all E_BUNDLE', `seed ${SEED}`);
  }, 300_000);

  it(`is refused by a device that knows the account: ${ON_KNOWN_DEVICE} changes, one trace`, async () => {
    const store = new Map(known.store.entries);
    const attacked: Attack = { path: '/v1/auth/login', act: login, genuine: await genuineOf(login, known), store };
    const { traces, outcomes } = await attack(attacked, ON_KNOWN_DEVICE);
    expectAll(outcomes, 'E_BUNDLE', ON_KNOWN_DEVICE);
    expect(traces.size).toBe(1);
  }, 120_000);

  it('goes on where nothing is changed', async () => {
    const genuine = await genuineOf(login, new AccountDevice(server));
    const attacked: Attack = { path: '/v1/auth/login', act: login, genuine, store: new Map() };
    const { outcome, sent } = await traceOf(attacked, JSON.parse(genuine.get('/v1/auth/login') ?? ''));
    expect([outcome, sent.length]).toEqual(['done', 3]);
  });

  it('is not refused without its check', async () => {
    const genuine = await genuineOf(login, new AccountDevice(server));
    const { createClient } = await sdkWithout([
      { module: 'mobile-sdk/src/session/own-chain.ts', check: 'asBundleRefusal', body: 'return act();' },
    ]);
    const { outcomes } = await attack({ path: '/v1/auth/login', act: login, genuine, store: new Map(), createClient }, MUTATIONS);
    // Errors tell how far the client came.
    expect(outcomes.size).toBeGreaterThan(1);
  });

  it('is noticed where a program sends something after a failure', async () => {
    const genuine = await genuineOf(login, new AccountDevice(server));
    // It tells whether the key packets were the ones that were changed: one bit for each login.
    const leak = (http: HttpClient): HttpClient => ({
      async send(request) {
        const response = await http.send(request);
        const isWrong = pathOf(request) === '/v1/auth/login' && response.body !== genuine.get('/v1/auth/login');
        if (isWrong && response.body.length % 2 === 0) await http.send({ ...request, url: `${server.url}/v1/telemetry`, body: 'E_BUNDLE' });
        return response;
      },
    });
    const { traces } = await attack({ path: '/v1/auth/login', act: login, genuine, store: new Map(), leak }, MUTATIONS);
    expect(traces.size).toBe(2);
  });
});

describe('H29, first contact: a server that changes what it answers to a recovery, and watches what comes next', () => {
  it(`is refused: ${RECOVERIES} changes, one trace`, async () => {
    const body = { account: owner.accountId, recoveryLogin: owner.newest.kit?.login, device: 'a device' };
    const { headers } = known.traffic.exchanges.find(({ request }) => request.url.endsWith('/v1/auth/login'))?.request ?? { headers: {} };
    const answer = await server.http.send({ method: 'POST', url: `${server.url}/v1/auth/recover`, headers, body: JSON.stringify(body) });
    const instance = await server.http.send({ method: 'GET', url: `${server.url}/v1/instance`, headers });
    const genuine = new Map([
      ['/v1/instance', instance.body],
      ['/v1/auth/recover', answer.body],
    ]);
    const attacked: Attack = { path: '/v1/auth/recover', act: recover, genuine, store: new Map() };
    // Control: unchanged it goes on, and asks what a recovery asks next.
    const control = await traceOf(attacked, JSON.parse(answer.body));
    expect(control.sent.length).toBeGreaterThan(2);
    const { traces, outcomes } = await attack(attacked, RECOVERIES);
    expectAll(outcomes, 'E_RECOVERY', RECOVERIES);
    expect([...traces.keys()].map((trace) => trace.split('\n').length)).toEqual([2]);
    printFigure('recovery oracle', `${RECOVERIES} changed answers`, `${traces.size} trace`, 'all E_RECOVERY', `seed ${SEED}`);
  }, 120_000);
});
