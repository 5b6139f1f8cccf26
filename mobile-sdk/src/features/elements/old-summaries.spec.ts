import { beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { syncAndFinish } from '../pending-work/pending-work.ts';
import { listElements } from './listing.ts';
import { searchTextsOf } from './search-texts.ts';
import { knownElements } from './reading.ts';
import { elementKey } from './stored-element.ts';

const bodyOf = (i: number): string => `{"resourceType":"Basic","id":"b${i}","code":{"text":"what ${i} is about"}}`;

let server: RecordServer;
let ada: RecordMember;
let ids: string[];

/** Keeps elements as an older release did. */
async function forget(elementIds: readonly string[]): Promise<void> {
  const { session } = await ada.open();
  const old = (await knownElements(session, elementIds)).map(({ elementId, known }) => {
    if (!known?.summary) throw new TypeError('not there');
    const { facts: _facts, text: _text, resource: _resource, ...summary } = known.summary;
    return [elementKey(elementId), { ...known, summary }] as const;
  });
  await session.store.write({ put: new Map(old) });
}

beforeEach(async () => {
  server = new RecordServer();
  ada = await RecordMember.join(server, 'Ada');
  ids = [];
  for (let i = 0; i < 3; i += 1) ids.push(await ada.write({ schema: 'fhir/R4/Basic', body: bodyOf(i) }));
  await ada.sync();
});

const sync = async () => syncAndFinish(await ada.open());
const texts = async (): Promise<string[]> => (await searchTextsOf(await ada.open(), ids)).map(({ text }) => text);
const facts = async () => (await listElements(await ada.open())).flatMap((row) => row.facts ?? []);

describe('what an older release kept of elements', () => {
  it('is made anew by the next sync, once', async () => {
    const before = (await texts()).toSorted();
    await forget(ids);
    expect(await facts()).toEqual([]);
    expect(await sync()).toMatchObject({ changed: 0, refused: [] });
    expect((await texts()).toSorted()).toEqual(before);
    expect(await facts()).toHaveLength(ids.length);
    server.paths.length = 0;
    await sync();
    expect(server.paths.filter((path) => path.includes('/read'))).toEqual([]);
  });

  it('stays as it is where the server shows something else, without failing the sync', async () => {
    await forget(ids);
    const [first = ''] = ids;
    const { send } = server;
    server.send = async (request) => {
      const answer = await send(request);
      if (!request.url.endsWith('/elements/read')) return answer;
      const body = JSON.parse(answer.body) as { elements: { elementId: string; content?: { dataPacket: string } }[] };
      const other = body.elements.find(({ elementId }) => elementId !== first)?.content;
      const elements = body.elements.map((view) => (view.elementId === first ? { ...view, content: other } : view));
      return { ...answer, body: JSON.stringify({ ...body, elements }) };
    };
    expect(await sync()).toMatchObject({ refused: [] });
    expect(await facts()).toHaveLength(ids.length - 1);
    expect((await listElements(await ada.open())).map(({ elementId }) => elementId)).toContain(first);
  });

  it('stays as it is where the server does not serve it now', async () => {
    await forget(ids);
    const { send } = server;
    server.send = (request) => (request.url.endsWith('/elements/read') ? Promise.reject(new SealchartError('E_INTERNAL')) : send(request));
    expect(await sync()).toMatchObject({ changed: 0, refused: [] });
    expect(await listElements(await ada.open())).toHaveLength(ids.length);
    expect(await facts()).toEqual([]);
    server.send = send;
    await sync();
    expect(await facts()).toHaveLength(ids.length);
  });
});
