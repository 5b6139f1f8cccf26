import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { listElements } from '../elements/listing.ts';
import { importFhir } from './fhir-import.ts';

describe('two programs of one device that import the same file', () => {
  it('bring it in once: the second is refused, and a later one finds it all there', async () => {
    const server = new RecordServer();
    const ada = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
    server.show(ada);
    const device = await RecordDevice.create(ada, server);
    let reads = 0;
    const { promise: isIn, resolve: goOn } = Promise.withResolvers<void>();
    const text = utf8('{"resourceType":"Basic","id":"a"}\n{"resourceType":"Basic","id":"b"}\n');
    const slow = {
      async *open() {
        reads += 1;
        if (reads > 1) await isIn;
        yield text;
      },
    };
    const file = {
      async *open() {
        yield text;
      },
    };
    const second = importFhir(await device.open(), slow);
    await importFhir(await device.open(), file).finally(goOn);
    await expect(second).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect(await importFhir(await device.open(), file)).toMatchObject({ imported: 0, identical: 2 });
    expect(await listElements(await device.open())).toHaveLength(2);
  });
});
