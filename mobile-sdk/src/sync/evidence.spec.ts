import { describe, expect, it } from '@jest/globals';
import type { SignedStatement } from '@sealchart/protocol';
import { toB64u } from '@sealchart/protocol';
import { createElements } from '../features/elements/creation.ts';
import { updateElement } from '../features/edits/update.ts';
import { DirectoryAccount } from '../testing/directory-account.ts';
import { RecordDevice } from '../testing/record-device.ts';
import { RecordServer } from '../testing/record-server.ts';
import { Evidence, evidenceKey } from './evidence.ts';
import { syncElements } from './sync.ts';

const note = (body: string) => ({ schema: 'text/plain', title: '', body });

/** A server that stores one version 2 and shows the other device another. */
async function fork() {
  const server = new RecordServer();
  const account = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
  server.show(account);
  const [one, two] = [await RecordDevice.create(account, server), await RecordDevice.create(account, server)];
  const [created] = await createElements(await one.open(), [note('first')]);
  const elementId = created?.elementId ?? '';
  await syncElements(await two.open());
  const before = server.elements.get(elementId);
  await updateElement(await one.open(), elementId, note('one'));
  const shownToOne = server.elements.get(elementId)?.chain[1] as SignedStatement;
  if (before) server.elements.set(elementId, before);
  await updateElement(await two.open(), elementId, note('two'));
  return { server, elementId, one: await one.open(), two: await two.open(), shownToOne };
}

describe('two versions in one place', () => {
  it('are refused and both kept, once', async () => {
    const { server, elementId, two, shownToOne, one } = await fork();
    const known = server.elements.get(elementId)?.state.manifestHash ?? '';
    expect(await two.session.store.get(evidenceKey(elementId), Evidence)).toBeUndefined();
    const { refused } = await syncElements(one);
    expect(refused).toMatchObject([{ elementId, error: { code: 'E_ROLLBACK' } }]);
    const evidence = await one.session.store.get(evidenceKey(elementId), Evidence);
    expect(evidence?.verified.manifestHash).not.toBe(known);
    expect(evidence).toMatchObject({ newest: 2, verified: { version: 2 }, shown: [{ hash: known }] });
    expect(evidence?.shown[0]?.signed).not.toEqual(shownToOne);
    server.paths.length = 0;
    await syncElements(one);
    // What is kept is not fetched again.
    expect(server.paths.filter((path) => path.startsWith('/v1/elements/elm_'))).toEqual([]);
    expect(await one.session.store.get(evidenceKey(elementId), Evidence)).toEqual(evidence);
  });

  it('are refused all the same when the server does not show them again', async () => {
    const { server, elementId, one } = await fork();
    server.mutate = (path) => (path.includes('/elements/elm_') ? { nothing: toB64u(new Uint8Array(1)) } : undefined);
    const outcome = await syncElements(one).then(
      ({ refused }) => refused.map(({ error }) => error.code),
      (error: { code: string }) => error.code,
    );
    expect(outcome).toEqual(['E_ROLLBACK']);
    expect(await one.session.store.get(evidenceKey(elementId), Evidence)).toBeUndefined();
  });

  it.each(['another element', 'nobody'] as const)('are not kept as what %s signed, and later as they are', async (by) => {
    const { server, elementId, one } = await fork();
    const [other] = await createElements(one, [note('other')]);
    const signed = server.elements.get(other?.elementId ?? '')?.chain[0];
    const genuine = server.elements.get(elementId)?.chain[1];
    if (!signed || !genuine) throw new TypeError('not stored');
    const made = by === 'nobody' ? { ...genuine, signature: signed.signature } : signed;
    server.mutate = (path, answer) => (path.includes('/elements/elm_') ? { ...(answer as object), chain: [made] } : undefined);
    expect((await syncElements(one)).refused).toMatchObject([{ elementId, error: { code: 'E_ROLLBACK' } }]);
    expect(await one.session.store.get(evidenceKey(elementId), Evidence)).toBeUndefined();
    server.mutate = () => undefined;
    await syncElements(one);
    expect((await one.session.store.get(evidenceKey(elementId), Evidence))?.shown).toMatchObject([{ signed: genuine }]);
  });
});
