import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ERASE_RECEIPT, EraseReceipt, verifyInstanceStatement } from '@sealchart/protocol';
import type { ReceiptsResponse } from '@sealchart/protocol';
import type { Fault } from '../../testing/database-fault.ts';
import { DatabaseFaults } from '../../testing/database-fault.ts';
import { readElementState } from '../../testing/element-state.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, sendBatch, store } from '../../testing/test-element.ts';
import type { TestAnswer, TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn } from '../../testing/test-server.ts';

let env: Record<string, string>;
let faults: DatabaseFaults;
let server: TestServer;
let owner: LoggedInAccount;
let reader: LoggedInAccount;
beforeAll(async () => {
  ({ env, faults } = await DatabaseFaults.prepare());
  server = await startServerOn(env);
  [owner, reader] = await Promise.all([registerAndLogIn(server), registerAndLogIn(server)]);
});
afterEach(async () => {
  await faults.stop();
});
afterAll(async () => {
  await server.app.close();
  await removeEnvironment(env);
  await faults.close();
});

/** A change of an element that is stored, and what shows that all of it was done. */
interface Change {
  readonly elementId: string;
  readonly send: () => Promise<TestAnswer>;
  readonly isDone: (state: Record<string, unknown>) => Promise<void>;
}

/** Three contents, two of them former ones. */
async function stored(): Promise<TestVersion> {
  const first = await TestElement.of(owner.identity).edit();
  const second = await first.element.edit();
  const third = await second.element.edit();
  await store(server, owner, first, second, third);
  return third;
}

const withHistory = ({ element }: TestVersion): Promise<TestVersion> =>
  element.share([...element.readers, { identity: reader.identity, role: 'viewer', history: true }]);

const sharing = async (): Promise<Change> => {
  const shared = await withHistory(await stored());
  return {
    elementId: shared.element.elementId,
    send: () => sendBatch(server, owner, [shared.write]),
    isDone: async (state) => {
      expect(state).toMatchObject({
        elements: [{ version: 4, audience: { length: 2 } }],
        elementversions: { length: 4 },
        elementcontents: { length: 3 },
        keypackets: { length: 6 },
        rows: { length: 5 },
      });
    },
  };
};

const erasing = async (): Promise<Change> => {
  const shared = await withHistory(await stored());
  await store(server, owner, shared);
  const { elementId } = shared.element;
  const erase = await shared.element.erase();
  return {
    elementId,
    send: () => sendBatch(server, owner, [erase.write]),
    isDone: async (state) => {
      expect(state).toMatchObject({
        elements: [{ version: 5, manifestHash: erase.hash }],
        elementversions: { length: 5 },
        elementcontents: { length: 0 },
        keypackets: { length: 0 },
        rows: { length: 7 },
      });
      const [head] = state['elements'] as object[];
      expect(head).not.toHaveProperty('audience');
      const versions = state['elementversions'] as object[];
      expect(versions.map((version) => 'statement' in version)).toEqual([false, false, false, false, true]);
      const payload = { elementIds: [elementId] };
      const { body } = await server.inject({ method: 'POST', url: '/v1/elements/receipts', token: owner.token, payload });
      const [receipt] = (body as ReceiptsResponse).receipts;
      if (!receipt) throw new Error('a receipt');
      const value = await verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, server.instance, receipt);
      expect(value).toMatchObject({ eraseHash: erase.hash, destroyed: { versions: 4, keyPackets: 6 } });
    },
  };
};

const changes: [string, () => Promise<Change>, number][] = [
  ['a share with the history', sharing, 12],
  ['an erase', erasing, 16],
];
/** More than any of them asks of the database. */
const OPERATIONS = 60;

/** Refuses the first, second, third ... operation of a change until it gets through; how many that took. */
async function refuseEach({ elementId, send, isDone }: Change): Promise<number> {
  const before = await readElementState(server, elementId);
  for (let operations = 0; operations < OPERATIONS; operations += 1) {
    let answer: TestAnswer | undefined;
    await faults.failFrom('refusal', operations, async () => (answer = await send()));
    const state = await readElementState(server, elementId);
    // What is kept for a repeated request comes last, when the change itself is done.
    if (answer?.status === 200 || !isDeepStrictEqual(state, before)) {
      await isDone(state);
      return operations;
    }
    expect(answer?.status).toBeGreaterThanOrEqual(500);
    expect(state).toEqual(before);
  }
  throw new Error('more operations than there should be');
}

/** Fails one operation of a change, each time another one, until it asks for no more; how many there were. */
async function failEach(fault: Fault, make: () => Promise<Change>): Promise<number> {
  for (let operations = 0; operations < OPERATIONS; operations += 1) {
    const { elementId, send, isDone } = await make();
    const before = await readElementState(server, elementId);
    let status = 0;
    const hasFailed = await faults.failOnce(fault, operations, async () => ({ status } = await send()));
    const state = await readElementState(server, elementId);
    // Where even the driver gave up, nobody knows which of the two it is; it is one of them.
    if (status === 200 || !isDeepStrictEqual(state, before)) await isDone(state);
    if (!hasFailed) return operations;
  }
  throw new Error('more operations than there should be');
}

describe('an operation of the database that is refused', () => {
  it.each(changes)(
    'leaves of %s nothing, whichever it is, and the next try does it',
    async (_, make, least) => {
      expect(await refuseEach(await make())).toBeGreaterThanOrEqual(least);
    },
    120_000,
  );
});

describe.each<[Fault, number]>([
  ['lost connection', 10],
  ['lost commit', 1],
  ['doubtful commit', 1],
])('a %s', (fault, least) => {
  it.each(changes)(
    'does no harm to %s, whenever it happens',
    async (_, make) => {
      expect(await failEach(fault, make)).toBeGreaterThanOrEqual(least);
    },
    180_000,
  );
});
