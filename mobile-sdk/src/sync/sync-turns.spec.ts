import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SyncReport } from '../client-api/edits.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { createElements } from '../features/elements/creation.ts';
import { eraseElements } from '../features/elements/erasing.ts';
import { listElements } from '../features/elements/listing.ts';
import { openElement } from '../features/elements/opening.ts';
import type { HttpClient } from '../ports/http-client.ts';
import { RecordMember } from '../testing/record-member.ts';
import { RecordServer } from '../testing/record-server.ts';
import { storedCursor } from './cursor.ts';
import { syncElements } from './sync.ts';

/** Three turns of rows. */
const COUNT = 450;
/** In front of the first rows is the turn in which what waits is sent. */
const [FIRST_ROWS, SECOND_ROWS] = [2, 3];

let server: RecordServer;
let writer: RecordMember;
/** A device that knows nothing yet. */
let fresh: RecordMember;
/** Ids of elements that the fresh device asked for, one for each time. */
let asked: string[];

const setUp = async (): Promise<void> => {
  server = new RecordServer();
  writer = await RecordMember.join(server, 'Ada');
  const drafts = Array.from({ length: COUNT }, (_, i) => ({ schema: 'text/plain', title: `${i}`, body: 'x' }));
  await createElements(await writer.open(), drafts);
};

beforeEach(async () => {
  asked = [];
  fresh = await deviceThat((request) => server.send(request));
});

const deviceThat = (send: HttpClient['send']) =>
  RecordMember.of(server, writer.account, {
    http: {
      send(request) {
        if (request.url.endsWith('/elements/read')) {
          const { items } = JSON.parse(request.body ?? '') as { items: { elementId: string }[] };
          asked.push(...items.map(({ elementId }) => elementId));
        }
        return send(request);
      },
    },
  });

/** A sync with an act of another window of the same device before one of its turns. */
const syncWith = async (act: () => Promise<unknown>, before = SECOND_ROWS): Promise<SyncReport> => {
  let turn = 0;
  const context: ElementsContext = {
    ...(await fresh.open()),
    async inTurn(step) {
      turn += 1;
      const isAfterOthers = turn === before;
      if (isAfterOthers) await act();
      return step(await fresh.open(), isAfterOthers);
    },
  };
  return syncElements(context);
};

const listed = async (): Promise<string[]> => (await listElements(await fresh.open())).map(({ elementId }) => elementId);

describe('a sync between whose turns others act', () => {
  beforeAll(setUp);

  it.each([FIRST_ROWS, SECOND_ROWS])(
    'takes nothing up twice that another window took up before turn %d, and skips nothing',
    async (turn) => {
      let other: SyncReport | undefined;
      const report = await syncWith(async () => {
        other = await syncElements(await fresh.open());
      }, turn);
      expect(report.changed + (other?.changed ?? 0)).toBe(COUNT);
      expect(new Set(await listed()).size).toBe(COUNT);
      expect(asked).toHaveLength(COUNT);
      expect(await storedCursor(await fresh.open())).toMatchObject({ seq: COUNT, refused: [] });
    },
  );

  it('goes on from where another window stands, which has not come to the end', async () => {
    const stopped = new Error('the window is closed');
    await syncWith(async () => {
      const progress = (): never => {
        throw stopped;
      };
      await expect(syncElements(await fresh.open(), progress)).rejects.toBe(stopped);
    });
    expect(new Set(await listed()).size).toBe(COUNT);
    expect(asked).toHaveLength(COUNT);
  });

  it('reports what it refused, unless another window could take it up since', async () => {
    const [first, second] = [...server.elements.keys()];
    const { send } = server;
    const without = (ids: (string | undefined)[]): void => {
      server.send = async (request) => {
        const answer = await send(request);
        if (!request.url.endsWith('/elements/read')) return answer;
        const body = JSON.parse(answer.body) as { elements: { elementId: string }[] };
        return {
          ...answer,
          body: JSON.stringify({ ...body, elements: body.elements.filter(({ elementId }) => !ids.includes(elementId)) }),
        };
      };
    };
    without([first, second]);
    const report = await syncWith(async () => {
      without([first]);
      expect((await syncElements(await fresh.open())).refused).toHaveLength(1);
    });
    expect(report.refused).toMatchObject([{ elementId: first, error: { code: 'E_INCOMPLETE' } }]);
    expect(await listed()).toHaveLength(COUNT - 1);
    server.send = send;
    expect(await fresh.sync()).toMatchObject({ changed: 1, refused: [] });
  });

  it('refuses to move a cursor that somebody else moved in the middle of a turn', async () => {
    let act: (() => Promise<unknown>) | undefined = async () => {
      act = undefined;
      await syncElements(await fresh.open());
    };
    fresh = await deviceThat(async (request) => {
      if (request.url.endsWith('/elements/read')) await act?.();
      return server.send(request);
    });
    await expect(fresh.sync()).rejects.toMatchObject({ code: 'E_BUSY' });
    expect(await storedCursor(await fresh.open())).toMatchObject({ seq: COUNT });
    expect(new Set(await listed()).size).toBe(COUNT);
    expect(await fresh.sync()).toMatchObject({ changed: 0 });
  });
});

describe('a sync of a record that changes meanwhile', () => {
  beforeAll(setUp);

  it('hears of what is written and erased meanwhile', async () => {
    const [first] = [...server.elements.keys()];
    let added: string | undefined;
    const report = await syncWith(async () => {
      added = await writer.write('meanwhile');
      await eraseElements(await writer.open(), [first ?? '']);
      await openElement(await fresh.open(), added);
    });
    const ids = await listed();
    expect(ids).toHaveLength(COUNT);
    expect(ids).toContain(added);
    expect(ids).not.toContain(first);
    expect(report).toMatchObject({ gone: 1, refused: [] });
  });
});
