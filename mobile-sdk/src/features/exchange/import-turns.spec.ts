import { beforeEach, describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import type { FileSource, ImportOptions, ImportProgress } from '../../client-api/exchange.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from '../elements/context.ts';
import { createElements } from '../elements/creation.ts';
import { eraseElements } from '../elements/erasing.ts';
import { listElements } from '../elements/listing.ts';
import { openElement } from '../elements/opening.ts';
import { updateElement } from '../edits/update.ts';
import { ChangedPart } from './changed-entries.ts';
import { importFhir as importInBatches } from './fhir-import.ts';
import { listImports, undoImport } from './imports.ts';

/** Entries of a batch here. */
const BATCH = 40;
const COUNT = BATCH + 10;
const LAST = COUNT - 1;
const [FIRST_BATCH, SECOND_BATCH] = [1, 2];

const importFhir = (context: ElementsContext, source: FileSource, options: ImportOptions = {}) =>
  importInBatches(context, source, { ...options, batchItems: BATCH });

const bodyOf = (i: number, text = 'as it was'): string => `{"resourceType":"Basic","id":"b${i}","code":{"text":"${text}"}}`;
const fileOf = (bodies: readonly string[]) => {
  const bytes = utf8(bodies.join('\n'));
  return {
    size: bytes.length,
    async *open() {
      yield bytes;
    },
  };
};
const file = fileOf(Array.from({ length: COUNT }, (_, i) => bodyOf(i)));

let server: RecordServer;
let ada: RecordMember;
beforeEach(async () => {
  server = new RecordServer();
  ada = await RecordMember.join(server, 'Ada');
});

/** An import before whose batches others may act, as in a client with several acts. `between` gets the number of the batch to come. */
const importAmong = async (between: (batch: number) => Promise<boolean>, source = file, options: ImportOptions = {}) => {
  let [isSealing, batch] = [false, 0];
  const context: ElementsContext = {
    ...(await ada.open()),
    async inTurn(step) {
      if (isSealing) batch += 1;
      const isAfterOthers = isSealing && (await between(batch));
      return step(await ada.open(), isAfterOthers);
    },
  };
  const onProgress = ({ phase }: ImportProgress): void => {
    isSealing = phase === 'sealing';
  };
  return importFhir(context, source, { ...options, onProgress });
};

/** An import with an act that comes before one of its batches. */
const importWith = (act: () => Promise<unknown>, before = SECOND_BATCH) =>
  importAmong(async (batch) => {
    if (batch === before) await act();
    return batch === before;
  });

const idOfTitle = async (i: number): Promise<string> => {
  const context = await ada.open();
  const key = `b${i}`;
  for (const { elementId } of await listElements(context)) {
    const { body } = await openElement(context, elementId);
    if ((JSON.parse(body) as { id: string }).id === key) return elementId;
  }
  throw new TypeError(`no ${key}`);
};

describe('an import between whose batches others act', () => {
  // Before the first batch: the second is prepared while the first is on its way, by what was known before.
  it.each([FIRST_BATCH, SECOND_BATCH])('brings nothing in twice that somebody else brought in before batch %d', async (before) => {
    const report = await importWith(
      async () => createElements(await ada.open(), [{ schema: 'fhir/R4/Basic', title: 'mine', body: bodyOf(LAST) }]),
      before,
    );
    expect(report).toMatchObject({ imported: COUNT - 1, identical: 1, identicalByType: { Basic: 1 }, changed: [], cancelled: false });
    expect(await listElements(await ada.open())).toHaveLength(COUNT);
  });

  it('makes no second element of what somebody else brought in with other content', async () => {
    const report = await importWith(async () =>
      createElements(await ada.open(), [{ schema: 'fhir/R4/Basic', title: 'mine', body: bodyOf(LAST, 'other') }]),
    );
    expect(report).toMatchObject({ imported: COUNT - 1, identical: 0, changed: [{ index: LAST, title: 'mine', done: 'nothing' }] });
  });

  it('brings in what was erased before its turn, and nothing of what was erased behind it', async () => {
    await createElements(await ada.open(), [{ schema: 'fhir/R4/Basic', title: '', body: bodyOf(LAST) }]);
    const there = await idOfTitle(LAST);
    const report = await importWith(async () => {
      const first = await idOfTitle(0);
      expect(await eraseElements(await ada.open(), [there, first])).toMatchObject([{ ok: true }, { ok: true }]);
    });
    expect(report).toMatchObject({ imported: COUNT, identical: 0, problemCount: 0 });
    expect(await listElements(await ada.open())).toHaveLength(COUNT - 1);
    expect(await idOfTitle(LAST)).not.toBe(there);
    await expect(idOfTitle(0)).rejects.toThrow('no b0');
  });

  it('seals with the keys of its turn, although they were others when the batch was prepared', async () => {
    const report = await importWith(async () => {
      await ada.account.rotate('routine');
      server.show(ada.account);
    });
    expect(report).toMatchObject({ imported: COUNT, problemCount: 0 });
    const other = await RecordMember.of(server, ada.account);
    expect(await other.sync()).toMatchObject({ changed: COUNT, refused: [] });
    const { fingerprint } = ada.account.identity.certificate;
    const authors = [...server.elements.values()].map(({ state }) => state.contentAuthor.fingerprint);
    expect(authors.filter((author) => author === fingerprint)).toHaveLength(COUNT - BATCH);
  });

  it('makes new versions a few in each turn, each of them once', async () => {
    await importFhir(await ada.open(), fileOf(Array.from({ length: 25 }, (_, i) => bodyOf(i, 'before'))));
    let turns = 0;
    const among = (turn: number): Promise<boolean> => {
      turns = turn;
      return Promise.resolve(true);
    };
    const report = await importAmong(among, fileOf(Array.from({ length: 25 }, (_, i) => bodyOf(i, 'after'))), { changed: 'update' });
    expect(report).toMatchObject({ imported: 0, identical: 0, updated: 25, problemCount: 0 });
    expect(report.changed.map(({ index }) => index)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    // 10 + 10 + 5, the end.
    expect(turns).toBe(4);
    expect([...server.elements.values()].map(({ state }) => state.version)).toEqual(Array.from({ length: 25 }, () => 2));
  });

  it('stops when it is taken back meanwhile, and nothing of it is left', async () => {
    const importing = importWith(async () => {
      const [found] = await listImports(await ada.open());
      expect(await undoImport(await ada.open(), found?.importId ?? '')).toMatchObject({ erased: BATCH, kept: [] });
    });
    await expect(importing).rejects.toMatchObject({ code: 'E_CONFLICT' });
    expect(await listElements(await ada.open())).toEqual([]);
    expect(await importFhir(await ada.open(), file)).toMatchObject({ imported: COUNT, resumed: false });
  });
});

/** Ends an import once so many entries are decided. */
const stopAt = (wanted: number): ImportOptions => {
  const controller = new AbortController();
  const onProgress = ({ phase, done }: ImportProgress): void => {
    if (phase === 'sealing' && done >= wanted) controller.abort();
  };
  return { signal: controller.signal, onProgress };
};

describe('an import that a person stops', () => {
  it('keeps what is in, and goes on from there', async () => {
    const stopped = await importFhir(await ada.open(), file, stopAt(BATCH));
    expect(stopped).toMatchObject({ imported: BATCH, total: COUNT, cancelled: true, problemCount: 0 });
    expect(await listElements(await ada.open())).toHaveLength(BATCH);
    const said: ImportProgress[] = [];
    const rest = await importFhir(await ada.open(), file, { onProgress: (progress) => said.push(progress) });
    expect(rest).toMatchObject({ imported: COUNT, resumed: true, cancelled: false, importId: stopped.importId });
    expect(said.find(({ phase }) => phase === 'comparing')).toMatchObject({ done: BATCH, total: COUNT });
    expect(await listElements(await ada.open())).toHaveLength(COUNT);
  });

  it('tells of each changed entry what became of it last', async () => {
    const context = await ada.open();
    await importFhir(context, fileOf([bodyOf(0, 'before'), bodyOf(1, 'before')]));
    const { send } = server;
    server.send = async (request) => {
      if (!request.url.endsWith('/batch')) return send(request);
      server.send = send;
      const { items } = JSON.parse(request.body ?? '') as { items: unknown[] };
      const answer = await send({ ...request, body: JSON.stringify({ items: items.slice(1) }) });
      const { results } = JSON.parse(answer.body) as { results: unknown[] };
      return { ...answer, body: JSON.stringify({ results: [{ status: 'refused', code: 'E_CLOCK' }, ...results] }) };
    };
    const stopped = await importFhir(context, file, { ...stopAt(BATCH), changed: 'add' });
    expect(stopped).toMatchObject({ imported: BATCH - 1, cancelled: true, problems: [{ index: 0, code: 'E_CLOCK' }] });
    expect(stopped.changed.map(({ index, done }) => [index, done])).toEqual([
      [0, 'added'],
      [1, 'added'],
    ]);
    // What stood in the way of the first is gone: it is no change any more.
    await eraseElements(context, [stopped.changed[0]?.elementId ?? '']);
    const rest = await importFhir(context, file, { changed: 'add' });
    expect(rest).toMatchObject({ imported: COUNT, resumed: true, problemCount: 0, changed: [{ index: 1, done: 'added' }] });
    expect(await context.session.store.getAll('import-changed/', ChangedPart)).toEqual(new Map());
  });

  it('is listed as unfinished until the same file came in whole', async () => {
    await importFhir(await ada.open(), file, stopAt(BATCH));
    expect(await listImports(await ada.open())).toMatchObject([{ elements: BATCH, isUnfinished: true }]);
    await importFhir(await ada.open(), file);
    const [whole] = await listImports(await ada.open());
    expect(whole).toMatchObject({ elements: COUNT });
    expect(whole).not.toHaveProperty('isUnfinished');
  });

  it('can be taken back', async () => {
    const { importId } = await importFhir(await ada.open(), file, stopAt(BATCH));
    expect(await undoImport(await ada.open(), importId)).toEqual({ importId, erased: BATCH, kept: [] });
    expect(await listElements(await ada.open())).toEqual([]);
    expect(await importFhir(await ada.open(), file)).toMatchObject({ imported: COUNT, resumed: false });
  });

  it('has sent nothing before the first batch, while it reads, and in a dry run', async () => {
    expect(await importFhir(await ada.open(), file, stopAt(0))).toMatchObject({ imported: 0, cancelled: true });
    const signal = AbortSignal.abort();
    await expect(importFhir(await ada.open(), file, { signal })).rejects.toMatchObject({ code: 'E_CANCELLED' });
    for (const dryRun of [true, false]) {
      const controller = new AbortController();
      const slow = {
        async *open() {
          yield utf8(bodyOf(0));
          controller.abort();
          yield utf8(`\n${bodyOf(1)}`);
        },
      };
      const stopped = importFhir(await ada.open(), slow, { dryRun, signal: controller.signal });
      await expect(stopped).rejects.toMatchObject({ code: 'E_CANCELLED' });
    }
    expect(server.paths).not.toContain('/v1/elements/batch');
  });

  it('waits at the gate while others act, and may be ended there', async () => {
    for (const isEnded of [false, true]) {
      const controller = new AbortController();
      const { promise: opened, resolve: open } = Promise.withResolvers<void>();
      const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
      let gates = 0;
      const gate = (): Promise<void> => {
        gates += 1;
        if (gates < 3) return Promise.resolve();
        reach();
        return opened;
      };
      const importing = importFhir(await ada.open(), fileOf(Array.from({ length: COUNT }, (_, i) => bodyOf(i, `${isEnded}`))), {
        identical: 'add',
        changed: 'add',
        gate,
        signal: controller.signal,
      });
      await reached;
      const [sent, before] = [server.paths.length, server.elements.size];
      const [first] = await listElements(await ada.open());
      expect(
        await updateElement(await ada.open(), first?.elementId ?? '', { schema: 'text/plain', title: '', body: `${isEnded}` }),
      ).toMatchObject({
        ok: true,
      });
      expect(server.elements.size).toBe(before);
      expect(server.paths.length).toBeGreaterThan(sent);
      if (isEnded) controller.abort();
      else open();
      expect(await importing).toMatchObject({ imported: isEnded ? BATCH : COUNT, cancelled: isEnded });
    }
  });
});

describe('the progress of an import', () => {
  it('tells of the bytes that are read and the entries that are decided', async () => {
    const said: ImportProgress[] = [];
    await importFhir(await ada.open(), file, { onProgress: (progress) => said.push(progress) });
    const { size } = file;
    expect(said[0]).toEqual({ phase: 'reading', done: 0, sealed: 0, bytes: 0, size });
    expect(said.filter(({ phase }) => phase === 'reading').at(-1)).toEqual({ phase: 'reading', done: 0, sealed: 0, bytes: size, size });
    expect(said.filter(({ phase }) => phase === 'comparing')).toEqual([
      { phase: 'comparing', done: 0, total: COUNT, sealed: 0, bytes: 0, size },
    ]);
    const decided = said.filter(({ phase }) => phase === 'sealing').map(({ done }) => done);
    expect(decided).toEqual(decided.toSorted((a, b) => a - b));
    expect(new Set(decided)).toEqual(new Set([0, BATCH, COUNT]));
    expect(said.some(({ done, sealed }) => done === 0 && sealed === 25)).toBe(true);
    expect(said.every(({ done, sealed }) => sealed >= done && sealed <= COUNT)).toBe(true);
    expect(said.at(-1)).toEqual({ phase: 'sealing', done: COUNT, total: COUNT, sealed: COUNT, bytes: size, size });
  });
});
