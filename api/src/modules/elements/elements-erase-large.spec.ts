import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ReceiptsResponse } from '@sealchart/protocol';
import { ERASE_RECEIPT, EraseReceipt, idOf, verifyInstanceStatement } from '@sealchart/protocol';
import { partsOf, readElementState } from '../../testing/element-state.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import type { TestVersion } from '../../testing/test-element.ts';
import { TestElement, store } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn, testEnvironment } from '../../testing/test-server.ts';
import { DESTROYED_AT_ONCE } from './element-erasures.ts';
import { packetKey, versionKey } from './element-keys.ts';
import { KeyPacketsRepository } from './key-packets.repository.ts';
import { PendingErasures } from './pending-erasures.ts';

/** More than one portion of each part. */
const [VERSIONS, READERS] = [1_500, 4];
const [DATA, PACKET, STATEMENT, SIGNATURE] = [Buffer.alloc(3_000, 1), Buffer.alloc(100, 2), Buffer.alloc(700, 3), Buffer.alloc(100, 4)];

let env: Record<string, string>;
let server: TestServer;
let second: TestServer;
let owner: LoggedInAccount;
beforeAll(async () => {
  env = await testEnvironment();
  server = await startServerOn(env);
  second = await startServerOn(env);
  owner = await registerAndLogIn(server);
});
afterAll(async () => {
  await Promise.all([server.app.close(), second.app.close()]);
  await removeEnvironment(env);
});

interface Large {
  readonly elementId: string;
  readonly erase: TestVersion;
  readonly bytes: number;
}

/** An element with a long history, and its end. */
async function storeLarge(): Promise<Large> {
  const first = await TestElement.of(owner.identity).edit();
  await store(server, owner, first);
  const { elementId } = first.element;
  const [head] = await partsOf(server, 'elements', elementId);
  const recordId = owner.accountId;
  const versions = Array.from({ length: VERSIONS - 1 }, (_, i) => i + 2);
  const readers = Array.from({ length: READERS }, () => `acc_${idOf('elm_', randomBytes(16)).slice(4)}`);
  const insert = (name: string, documents: readonly object[]) => server.records.collection(name).insertMany([...documents]);
  await insert(
    'elementversions',
    versions.map((version) => ({ _id: versionKey(elementId, version), recordId, hash: 'x', statement: STATEMENT, signature: SIGNATURE })),
  );
  await insert(
    'elementcontents',
    versions.slice(0, 10).map((version) => ({ _id: versionKey(elementId, version), recordId, data: DATA, open: {} })),
  );
  await insert(
    'keypackets',
    versions.flatMap((version) =>
      readers.map((reader) => ({ _id: packetKey(elementId, reader, version), recordId, epoch: 0, packet: PACKET })),
    ),
  );
  const added = (VERSIONS - 1) * (STATEMENT.length + SIGNATURE.length + READERS * PACKET.length) + 10 * DATA.length;
  const bytes = Number(head?.['bytes']) + added;
  const elements = server.records.collection<{ _id: string }>('elements');
  // Most of what it once had is gone: readers left.
  await elements.updateOne({ _id: elementId }, { $set: { version: VERSIONS, bytes: bytes + DESTROYED_AT_ONCE } });
  const erase = await first.element.erase({ manifest: (manifest) => ({ ...manifest, version: VERSIONS + 1 }) });
  return { elementId, erase, bytes };
}

async function receiptOf(elementId: string): Promise<EraseReceipt | undefined> {
  const payload = { elementIds: [elementId] };
  const { body } = await server.inject({ method: 'POST', url: '/v1/elements/receipts', token: owner.token, payload });
  const [receipt] = (body as ReceiptsResponse).receipts;
  return receipt && verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, server.instance, receipt);
}

/** Nothing of it is there but places and the `erase`; the receipt counts each part once. */
async function expectDestroyed({ elementId, erase, bytes }: Large): Promise<void> {
  const keyPackets = (VERSIONS - 1) * READERS + 1;
  expect((await receiptOf(elementId))?.destroyed).toEqual({ versions: VERSIONS, keyPackets, blobs: 0, bytes });
  expect(await readElementState(server, elementId)).toMatchObject({ elementcontents: [], keypackets: [] });
  const manifests = await partsOf(server, 'elementversions', elementId);
  expect([manifests.length, manifests.filter((manifest) => 'statement' in manifest).map(({ hash }) => hash)] as unknown[]).toEqual([
    VERSIONS + 1,
    [erase.hash],
  ]);
  const [head] = await partsOf(server, 'elements', elementId);
  expect(Object.keys(head ?? {}).sort()).toEqual(['_id', 'erasedAt', 'manifestHash', 'receipt', 'recordId', 'version']);
}

const waitForReceipt = async (elementId: string): Promise<void> => {
  while (!(await receiptOf(elementId))) await new Promise((resolve) => setImmediate(resolve));
};
const stored = ({ elementId, erase }: Large) => [{ status: 'stored', elementId, version: VERSIONS + 1, hash: erase.hash }];
const breakOnce = (fault: Error) => jest.spyOn(server.app.get(KeyPacketsRepository), 'destroy').mockRejectedValueOnce(fault);

describe('an erase of what is too large for one transaction', () => {
  it('destroys all of it, in portions, and counts it once', async () => {
    const large = await storeLarge();
    const destroy = jest.spyOn(server.app.get(KeyPacketsRepository), 'destroy');
    expect(await store(server, owner, large.erase)).toEqual(stored(large));
    await waitForReceipt(large.elementId);
    expect(destroy.mock.calls.length).toBeGreaterThan(2);
    destroy.mockRestore();
    await expectDestroyed(large);
  });

  it('that was cut short is an erase all the same, and another server goes on with it', async () => {
    const large = await storeLarge();
    const { elementId, erase } = large;
    const fault = breakOnce(new Error('the server dies'));
    expect(await store(server, owner, erase)).toEqual(stored(large));
    fault.mockRestore();
    expect(await receiptOf(elementId)).toBeUndefined();
    const view = await server.inject({ url: `/v1/elements/${elementId}`, token: owner.token });
    expect(view.body).toEqual({ elementId, chain: [erase.write.manifest], newest: VERSIONS + 1 });
    expect((await server.inject({ url: `/v1/elements/${elementId}/contents/1`, token: owner.token })).status).toBe(404);
    expect(await store(server, owner, erase)).toMatchObject([{ status: 'unchanged' }]);
    await second.app.get(PendingErasures).look();
    await waitForReceipt(elementId);
    await expectDestroyed(large);
  });

  it('counts nothing twice when several servers go on with it at once', async () => {
    const large = await storeLarge();
    const fault = breakOnce(new Error('the server dies'));
    await store(server, owner, large.erase);
    fault.mockRestore();
    await Promise.all([server, second].map(({ app }) => app.get(PendingErasures).look()));
    await waitForReceipt(large.elementId);
    await expectDestroyed(large);
  });
});
