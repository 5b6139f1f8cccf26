import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountChain, DirectoryEntry } from '@sealchart/protocol';
import {
  ACCOUNT_EVENT,
  AccountsResponse,
  OwnAccountResponse,
  PROFILE,
  bundleHashOf,
  fromB64u,
  replayAccountChain,
} from '@sealchart/protocol';
import type { Fault } from '../../testing/database-fault.ts';
import { DatabaseFaults } from '../../testing/database-fault.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { logIn, makeTestAccount, readState, registerAndLogIn } from '../../testing/test-account.ts';
import type { NextBundlePlan } from '../../testing/test-bundle.ts';
import { hashOfStatement, nextBundle, sendBundle, writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn } from '../../testing/test-server.ts';

let env: Record<string, string>;
let faults: DatabaseFaults;
let server: TestServer;
beforeAll(async () => {
  ({ env, faults } = await DatabaseFaults.prepare());
  server = await startServerOn(env);
});
afterEach(async () => {
  await faults.stop();
  await server.accounts.collection('rates').deleteMany({});
});
afterAll(async () => {
  await server.app.close();
  await removeEnvironment(env);
  await faults.close();
});

/** A change and what shows that all of it was done. */
interface Change {
  readonly accountId: string;
  readonly send: () => Promise<TestAnswer>;
  readonly isDone: (state: Record<string, unknown>) => void;
}

const bundleWrite = (plan: NextBundlePlan) => async (): Promise<Change> => {
  const person = await registerAndLogIn(server);
  const second = await logIn(server, person.request);
  const { request, keys } = await nextBundle(person.keys, plan);
  const isRotation = plan.rotation !== undefined;
  return {
    accountId: person.accountId,
    send: () => sendBundle(server, person.token, request),
    isDone: (state) => {
      expect(state).toMatchObject({
        bundle: { version: 2 },
        events: { length: isRotation ? 4 : 3 },
        certificates: { length: isRotation ? 2 : 1 },
        sessions: { length: request.loginVerifier === undefined ? 2 : 1 },
        account: {
          certificateHash: keys.identity.certificate.hash,
          kdf: keys.kdf,
          ...(request.recoveryVerifier === undefined ? {} : { recoveryHash: request.recoveryVerifier }),
        },
      });
      expect(second.token).not.toBe('');
    },
  };
};

const closing = async (): Promise<Change> => {
  const person = await registerAndLogIn(server);
  const { identity, head } = person.keys;
  const event = await identity.sign({
    ...identity.fields(ACCOUNT_EVENT),
    kind: 'revoke',
    sequence: head.sequence + 1,
    previous: head.hash,
    fingerprint: identity.certificate.fingerprint,
    cause: 'closed',
  });
  return {
    accountId: person.accountId,
    send: () => server.inject({ method: 'POST', url: '/v1/accounts/me/close', token: person.token, payload: { event } }),
    isDone: (state) => expect(state).toMatchObject({ bundle: null, identities: [], sessions: [], events: { length: 3 } }),
  };
};

const profile = async (): Promise<Change> => {
  const person = await registerAndLogIn(server);
  const previous = await hashOfStatement(person.request.profile);
  const signed = await person.identity.sign({ ...person.identity.fields(PROFILE), number: 2, previous, name: 'Another Name' });
  return {
    accountId: person.accountId,
    send: () => server.inject({ method: 'POST', url: '/v1/accounts/me/profile', token: person.token, payload: { profile: signed } }),
    isDone: (state) => expect(state).toMatchObject({ profile: { number: 2 } }),
  };
};

const registration = async (): Promise<Change> => {
  const { identity, request } = await makeTestAccount(server.instanceId);
  return {
    accountId: identity.accountId,
    send: () => server.inject({ method: 'POST', url: '/v1/accounts', payload: request }),
    isDone: (state) =>
      expect(state).toMatchObject({
        bundle: { version: 1 },
        profile: { number: 1 },
        identities: { length: 1 },
        events: { length: 2 },
        certificates: { length: 1 },
      }),
  };
};

const changes: [string, () => Promise<Change>][] = [
  ['a new password', bundleWrite({ password: 'new' })],
  ['a first kit', bundleWrite({ recovery: 'new' })],
  ['a routine rotation', bundleWrite({ rotation: 'routine' })],
  ['a rotation for compromise', bundleWrite({ rotation: 'compromise' })],
  ['a closing', closing],
  ['a profile', profile],
  ['a registration', registration],
];
/** More than any of them asks of the database. */
const OPERATIONS = 60;

/** Refuses the first, second, third ... operation of a change until it gets through; how many that took. */
async function refuseEach({ accountId, send, isDone }: Change): Promise<number> {
  const before = await readState(server, accountId);
  for (let operations = 0; operations < OPERATIONS; operations += 1) {
    let status = 0;
    await faults.failFrom('refusal', operations, async () => ({ status } = await send()));
    const state = await readState(server, accountId);
    if (status < 300) {
      isDone(state);
      return operations;
    }
    expect(status).toBeGreaterThanOrEqual(500);
    expect(state).toEqual(before);
  }
  throw new Error('more operations than there should be');
}

/** Fails one operation of a change, each time another one, until it asks for no more; how many there were. */
async function failEach(fault: Fault, make: () => Promise<Change>): Promise<number> {
  for (let operations = 0; operations < OPERATIONS; operations += 1) {
    const { accountId, send, isDone } = await make();
    const before = await readState(server, accountId);
    let status = 0;
    const hasFailed = await faults.failOnce(fault, operations, async () => ({ status } = await send()));
    const state = await readState(server, accountId);
    // Where even the driver gave up, nobody knows which of the two it is; it is one of them.
    if (status < 300 || !isDeepStrictEqual(state, before)) isDone(state);
    if (!hasFailed) return operations;
  }
  throw new Error('more operations than there should be');
}

describe('an operation of the database that is refused', () => {
  it.each(changes)('leaves of %s nothing, whichever it is, and the next try does it', async (_, make) => {
    expect(await refuseEach(await make())).toBeGreaterThan(4);
  });
});

describe.each<[Fault, number]>([
  ['lost connection', 5],
  ['lost commit', 1],
  ['doubtful commit', 1],
])('a %s', (fault, least) => {
  it.each(changes.filter(([name]) => /compromise|closing|registration/.test(name)))(
    'does no harm to %s, whenever it happens',
    async (_, make) => {
      expect(await failEach(fault, make)).toBeGreaterThanOrEqual(least);
    },
  );
});

/** What is answered to a question whose second half is asked after a rotation. */
const askAcrossRotation = async (ask: (person: LoggedInAccount) => Promise<TestAnswer>): Promise<unknown> => {
  const person = await registerAndLogIn(server);
  let answer: TestAnswer | undefined;
  const read = async (): Promise<void> => {
    answer = await ask(person);
  };
  await faults.holdQuery('certificates', read, () => writeNextBundle(server, person, { rotation: 'routine' }));
  return answer?.body;
};
const prove = async ({ accountId, events, certificates }: DirectoryEntry): Promise<AccountChain> =>
  replayAccountChain(server.instanceId, accountId, events, certificates.map(fromB64u));

describe('what is read while an account rotates', () => {
  it('in the directory is of before or after, never of both', async () => {
    const body = await askAcrossRotation(({ accountId, token }) =>
      server.inject({ method: 'POST', url: '/v1/directory/accounts', token, payload: { accountIds: [accountId] } }),
    );
    const [entry] = AccountsResponse.parse(body).entries;
    if (!entry) throw new Error('an entry');
    expect(await prove(entry)).toMatchObject({ sequence: 2 });
  });

  it('by its own client is, too, with the bundle of that time', async () => {
    const body = await askAcrossRotation(({ token }) => server.inject({ url: '/v1/accounts/me', token }));
    const { bundle, entry } = OwnAccountResponse.parse(body);
    expect(await prove(entry)).toMatchObject({ bundle: { hash: await bundleHashOf(bundle) } });
  });
});
