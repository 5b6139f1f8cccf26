import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FeedResponse } from '@sealchart/protocol';
import { ANCHOR_EXCEPTIONS, idOf } from '@sealchart/protocol';
import type { HttpClient } from '../../ports/http-client.ts';
import { syncElements } from '../../sync/sync.ts';
import type { DirectoryAccount } from '../../testing/directory-account.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { addNotes, noteDraft } from '../../testing/notes.ts';
import { ownRecord } from '../../testing/own-record.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import type { RecordServer } from '../../testing/record-server.ts';
import { updateElement } from '../edits/update.ts';
import type { ElementsContext } from '../elements/context.ts';
import { listElements } from '../elements/listing.ts';
import { anchorRecord } from './anchor-step.ts';
import { finishPendingWork, syncAndFinish } from './pending-work.ts';

let server: RecordServer;
let ada: DirectoryAccount;
/** A device of Ada's. */
let laptop: RecordDevice;

beforeEach(async () => {
  ({ server, account: ada, device: laptop } = await ownRecord('Ada'));
});

/** New keys, because somebody else had the old ones. */
async function renew(): Promise<void> {
  await ada.rotate('compromise');
  server.show(ada);
}
const count = (path: string): number => server.paths.filter((asked) => asked === path).length;
const idsOf = async (context: ElementsContext) => (await listElements(context)).map(({ elementId }) => elementId).sort();

/** Does something else between what a device knows and what it sends. */
function meddle(act: () => Promise<void>, times: number): HttpClient {
  let left = times;
  return {
    send: async (request) => {
      if (request.url.endsWith('/v1/anchors') && left > 0) {
        left -= 1;
        await act();
      }
      return server.send(request);
    },
  };
}

describe('an anchor of a record that does not stand still', () => {
  it('is made of the newer versions', async () => {
    const phone = await RecordDevice.create(ada, server);
    const [first] = await addNotes(await phone.open(), 2);
    const http = meddle(async () => void (await updateElement(await phone.open(), first ?? '', noteDraft(`newer ${Math.random()}`))), 2);
    const store = memoryStore();
    const tablet = await RecordDevice.create(ada, server, { http, store });
    await syncElements(await tablet.open());
    await renew();
    expect(await finishPendingWork(await tablet.open())).toEqual({ steps: [] });
    expect(count('/v1/anchors')).toBe(3);
    const other = await (await RecordDevice.create(ada, server)).open();
    await syncElements(other);
    expect((await idsOf(other)).length).toBe(2);
  });

  it('is put off after a few tries, and the sync before it stands', async () => {
    const phone = await RecordDevice.create(ada, server);
    const ids = (await addNotes(await phone.open(), 2)).sort();
    const http = meddle(async () => void (await updateElement(await phone.open(), ids[0] ?? '', noteDraft(`newer ${Math.random()}`))), 100);
    const tablet = await RecordDevice.create(ada, server, { http });
    await syncElements(await tablet.open());
    await renew();
    const report = await syncAndFinish(await tablet.open());
    expect(report).toMatchObject({ refused: [], pending: { steps: ['anchor'], error: { code: 'E_CONFLICT' } } });
    expect(count('/v1/anchors')).toBe(4);
    await expect(finishPendingWork(await tablet.open())).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect(await idsOf(await tablet.open())).toEqual(ids);
  });

  it('is not made while the sync only counts what it refused, however few it names', async () => {
    await addNotes(await laptop.open(), 1);
    const context = await laptop.open();
    const report = await syncElements(context);
    await renew();
    const [anchored, counted] = [await laptop.open(), { ...report, refusedMore: 1 }];
    await expect(anchorRecord(anchored, undefined, counted)).rejects.toMatchObject({ code: 'E_LIMIT' });
    expect(count('/v1/anchors')).toBe(0);
    await anchorRecord(anchored, undefined, report);
    expect(count('/v1/anchors')).toBe(1);
  });

  it('is not made when more would be left out than it may', async () => {
    await addNotes(await laptop.open(), 1);
    await renew();
    const hidden = Array.from({ length: ANCHOR_EXCEPTIONS + 1 }, (_, i) => {
      const bytes = new Uint8Array(16);
      new DataView(bytes.buffer).setUint32(0, i + 1);
      return idOf('elm_', bytes);
    });
    const row = { principal: ada.accountId, kind: 'element', version: 1, hash: 'A'.repeat(43) } as const;
    const rows = [...(server.feeds.get(ada.accountId) ?? []), ...hidden.map((id, i) => ({ ...row, id, seq: i + 2 }))];
    server.mutate = (path, answer, request) => {
      if (path !== '/v1/feeds/pull') return undefined;
      const { seq } = (JSON.parse(request.body ?? '{}') as { cursor: { seq: number } }).cursor;
      return { rows: rows.slice(seq, seq + 1_000), newest: rows.length } satisfies FeedResponse;
    };
    const report = await syncAndFinish(await laptop.open());
    expect(report.refused.length).toBe(ANCHOR_EXCEPTIONS + 1);
    expect(report.pending).toMatchObject({ steps: ['anchor'], error: { code: 'E_LIMIT' } });
    expect(count('/v1/anchors')).toBe(0);
  });
});
