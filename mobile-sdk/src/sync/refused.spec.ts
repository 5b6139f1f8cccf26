import { describe, expect, it } from '@jest/globals';
import type { FeedRow } from '@sealchart/protocol';
import { updateElement } from '../features/edits/update.ts';
import { createElements } from '../features/elements/creation.ts';
import { erasedKey } from '../features/elements/erased-element.ts';
import { eraseElements } from '../features/elements/erasing.ts';
import { listElements } from '../features/elements/listing.ts';
import { openElement } from '../features/elements/opening.ts';
import { knownElement } from '../features/elements/reading.ts';
import { elementKey } from '../features/elements/stored-element.ts';
import { DirectoryAccount } from '../testing/directory-account.ts';
import { RecordDevice } from '../testing/record-device.ts';
import { RecordServer } from '../testing/record-server.ts';
import { syncElements } from './sync.ts';

const note = (body: string) => ({ schema: 'text/plain', title: '', body });

/** Two devices of one account that know one element. */
async function twoDevices() {
  const server = new RecordServer();
  const account = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
  server.show(account);
  const [one, two] = [await RecordDevice.create(account, server), await RecordDevice.create(account, server)];
  const [created] = await createElements(await one.open(), [note('first')]);
  await syncElements(await two.open());
  const tell = (row: Pick<FeedRow, 'id' | 'version' | 'hash'>): void => {
    const rows = server.feeds.get(account.accountId) ?? [];
    server.feeds.set(account.accountId, [...rows, { principal: account.accountId, seq: rows.length + 1, kind: 'element', ...row }]);
  };
  return { server, one: await one.open(), two: await two.open(), elementId: created?.elementId ?? '', tell };
}
type Devices = Awaited<ReturnType<typeof twoDevices>>;

const codes = async (context: Devices['one']) => (await syncElements(context)).refused.map(({ error }) => error.code);

describe('an element that was refused', () => {
  it('stays refused after a fork until the server shows the version that was verified here', async () => {
    const { server, one, two, elementId } = await twoDevices();
    const first = server.elements.get(elementId);
    if (!first) throw new TypeError('no element');
    await updateElement(one, elementId, note('one'));
    const shownToOne = server.elements.get(elementId);
    server.elements.set(elementId, first);
    await updateElement(two, elementId, note('two'));
    expect(await codes(one)).toEqual(['E_ROLLBACK']);
    // Newer than the known version there is nothing: that is true of both histories.
    for (let n = 0; n < 2; n += 1) expect(await codes(one)).toEqual(['E_ROLLBACK']);
    server.mutate = (path, answer) => {
      if (!path.endsWith('/read')) return undefined;
      const { elements, ...rest } = answer as { elements: { chain: unknown[] }[] };
      return { ...rest, elements: elements.map((view) => ({ ...view, chain: [] })) };
    };
    expect(await codes(one)).toEqual(['E_ROLLBACK']);
    server.mutate = () => undefined;
    if (shownToOne) server.elements.set(elementId, shownToOne);
    expect(await codes(one)).toEqual([]);
    expect(await openElement(one, elementId)).toMatchObject({ body: 'one', version: 2 });
  });

  it('is taken up again when the verified version comes with what follows it', async () => {
    const { one, two, elementId, tell } = await twoDevices();
    tell({ id: elementId, version: 1, hash: 'A'.repeat(43) });
    expect(await codes(one)).toEqual(['E_ROLLBACK']);
    await updateElement(two, elementId, note('second'));
    expect(await codes(one)).toEqual([]);
    expect((await knownElement(one.session, elementId))?.state.version).toBe(2);
  });

  it('stays refused while the server keeps back what its feed told of', async () => {
    const { server, one, two, elementId } = await twoDevices();
    const before = server.elements.get(elementId);
    await updateElement(one, elementId, note('second'));
    const after = server.elements.get(elementId);
    if (before) server.elements.set(elementId, before);
    for (let n = 0; n < 3; n += 1) expect(await codes(two)).toEqual(['E_INCOMPLETE']);
    if (after) server.elements.set(elementId, after);
    expect(await codes(two)).toEqual([]);
    expect(await listElements(two)).toMatchObject([{ version: 2 }]);
  });

  it('stays refused when it lives although it was erased, until its end is shown again', async () => {
    const { server, one, elementId, tell } = await twoDevices();
    const living = server.elements.get(elementId);
    await eraseElements(one, [elementId]);
    await syncElements(one);
    const end = server.ends.get(elementId);
    if (!living || !end) throw new TypeError('no end');
    server.ends.delete(elementId);
    server.elements.set(elementId, living);
    tell({ id: elementId, version: 3, hash: 'A'.repeat(43) });
    for (let n = 0; n < 3; n += 1) expect(await codes(one)).toEqual(['E_ROLLBACK']);
    expect(await listElements(one)).toEqual([]);
    server.ends.set(elementId, end);
    expect(await codes(one)).toEqual([]);
    await expect(openElement(one, elementId)).rejects.toMatchObject({ code: 'E_ERASED' });
  });

  it('is dropped from the device where another process kept it beside its end', async () => {
    const { one, elementId, tell } = await twoDevices();
    const known = await knownElement(one.session, elementId);
    await eraseElements(one, [elementId]);
    await syncElements(one);
    await one.session.store.write({ put: new Map([[elementKey(elementId), known]]) });
    expect(await listElements(one)).toHaveLength(1);
    tell({ id: elementId, version: 1, hash: known?.state.manifestHash ?? '' });
    await syncElements(one);
    expect(await listElements(one)).toEqual([]);
    expect(await one.session.store.getBytes(erasedKey(elementId))).toBeDefined();
  });
});
