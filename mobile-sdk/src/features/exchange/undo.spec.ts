import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { updateElement } from '../edits/update.ts';
import { waitingEdits } from '../edits/waiting.ts';
import { listElements } from '../elements/listing.ts';
import { importFhir } from './fhir-import.ts';
import { undoImport } from './imports.ts';

const file = {
  async *open() {
    yield utf8('{"resourceType":"Basic","id":"a"}\n{"resourceType":"Basic","id":"b"}\n');
  },
};

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
