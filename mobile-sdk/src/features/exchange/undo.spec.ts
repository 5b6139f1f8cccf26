import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { updateElement } from '../edits/update.ts';
import { waitingEdits } from '../edits/waiting.ts';
import { listElements } from '../elements/listing.ts';
import { ELEMENTS } from '../elements/stored-element.ts';
import { importFhir } from './fhir-import.ts';
import { listImports, undoImport } from './imports.ts';

const file = {
  async *open() {
    yield utf8('{"resourceType":"Basic","id":"a"}\n{"resourceType":"Basic","id":"b"}\n');
  },
};

describe('the list of imports', () => {
  it('opens no entry of an element, and names each import with its file and what is as it came in', async () => {
    const server = new RecordServer();
    const ada = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
    server.show(ada);
    const store = memoryStore();
    const device = await RecordDevice.create(ada, server, { store });
    const { importId, fileHash } = await importFhir(await device.open(), file);
    const [changed] = await listElements(await device.open());
    await updateElement(await device.open(), changed?.elementId ?? '', { schema: 'text/plain', title: '', body: 'x' });
    for (const key of store.entries.keys()) if (key.startsWith(ELEMENTS)) store.entries.set(key, new Uint8Array(40));
    const expected = [{ importId, fileHash, elements: 2, unchanged: 1, importedAt: changed?.authoredAt }];
    expect(await listImports(await device.open())).toEqual(expected);
  });
});

describe('taking an import back', () => {
  it('leaves alone what a change on this device still waits for', async () => {
    const server = new RecordServer();
    const ada = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
    server.show(ada);
    const context = await (await RecordDevice.create(ada, server)).open();
    const { importId } = await importFhir(context, file);
    const [changed] = await listElements(context);
    const elementId = changed?.elementId ?? '';
    const [elements, feeds] = [new Map(server.elements), new Map(server.feeds)];
    server.mutate = (path, _answer, { body }) => {
      if (!path.endsWith('/batch') || !(body ?? '').includes('dataPacket')) return undefined;
      for (const [held, before] of [[server.elements, elements] as const, [server.feeds, feeds] as const]) {
        held.clear();
        for (const [key, value] of before) (held as Map<string, unknown>).set(key, value);
      }
      return { results: [{ status: 'refused', code: 'E_CLOCK' }] };
    };
    expect(await updateElement(context, elementId, { schema: 'text/plain', title: '', body: 'x' })).toMatchObject({ ok: false });
    expect(await undoImport(context, importId)).toMatchObject({
      erased: 1,
      kept: [{ elementId, cause: 'waits', reason: 'a change of yours waits on this device' }],
    });
    expect(await waitingEdits(context)).toMatchObject([{ elementId }]);
  });
});
