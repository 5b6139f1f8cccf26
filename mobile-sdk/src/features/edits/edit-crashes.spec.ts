import { describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { Draft } from '../../client-api/elements.ts';
import { syncElements } from '../../sync/sync.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { Faults } from '../../testing/faults.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordDevice } from '../../testing/record-device.ts';
import { RecordServer } from '../../testing/record-server.ts';
import type { ElementsContext } from '../elements/context.ts';
import { createElements } from '../elements/creation.ts';
import { listElements } from '../elements/listing.ts';
import { openElement } from '../elements/opening.ts';
import { addAddendum } from './addendum.ts';
import { resolveConflict } from './conflicts.ts';
import { updateElement } from './update.ts';
import { waitingEdits } from './waiting.ts';

const note = (body: string, title = 'Title'): Draft => ({ schema: 'text/plain', title, body });

interface Scene {
  readonly server: RecordServer;
  readonly faults: Faults;
  /** Opens the device that breaks down, as after a restart. */
  readonly open: () => Promise<ElementsContext>;
  readonly other: () => Promise<ElementsContext>;
  readonly elementId: string;
}

/** A device that breaks down and another one of the same account, with one note that both opened. */
async function setUp(): Promise<Scene> {
  const server = new RecordServer();
  const account = await DirectoryAccount.create(server.instance.instanceId, 'Ada', 'modern');
  server.show(account);
  const faults = new Faults();
  const clock = fixedClock(Date.now());
  const device = await RecordDevice.create(account, server, { http: faults.http(server), store: faults.store(memoryStore()), clock });
  const second = await RecordDevice.create(account, server, { clock });
  const [open, other] = [() => device.open(), () => second.open()];
  const [created] = await createElements(await open(), [note('first')]);
  const elementId = created?.elementId ?? '';
  await syncElements(await other());
  await openElement(await other(), elementId);
  return { server, faults, open, other, elementId };
}

/** What an act leaves behind when it was done once, whether the program ended in its midst or not. */
interface Act {
  readonly name: string;
  readonly prepare: (scene: Scene) => Promise<void>;
  readonly run: (scene: Scene) => Promise<unknown>;
  readonly expected: { readonly version: number; readonly body: string; readonly title: string; readonly remarks: readonly string[] };
}

const acts: readonly Act[] = [
  {
    name: 'an update',
    prepare: async () => undefined,
    run: async ({ open, elementId }) => updateElement(await open(), elementId, note('second')),
    expected: { version: 2, body: 'second', title: 'Title', remarks: [] },
  },
  {
    name: 'an update that is joined with another',
    prepare: async ({ other, elementId }) => void (await updateElement(await other(), elementId, note('first', 'Renamed'))),
    run: async ({ open, elementId }) => updateElement(await open(), elementId, note('second')),
    expected: { version: 3, body: 'second', title: 'Renamed', remarks: [] },
  },
  {
    name: 'an addendum behind another',
    prepare: async ({ other, elementId }) => void (await addAddendum(await other(), elementId, 'other')),
    run: async ({ open, elementId }) => addAddendum(await open(), elementId, 'mine'),
    expected: { version: 3, body: 'first', title: 'Title', remarks: ['other', 'mine'] },
  },
  {
    name: 'a choice between two',
    prepare: async ({ open, other, elementId }) => {
      await updateElement(await other(), elementId, note('theirs'));
      await updateElement(await open(), elementId, note('mine'));
    },
    run: async ({ open, elementId }) => resolveConflict(await open(), elementId, { all: 'mine' }),
    expected: { version: 3, body: 'mine', title: 'Title', remarks: [] },
  },
];

describe.each(acts)('a program that ends during $name', ({ prepare, run, expected }) => {
  it.each(['before', 'after'] as const)('%s any of its calls loses nothing and doubles nothing', async (moment) => {
    const kept = new Set<boolean>();
    let n = 1;
    for (; ; n += 1) {
      const scene = await setUp();
      const { faults, open, other, elementId, server } = scene;
      await prepare(scene);
      faults.plan({ at: n, moment, kind: 'death' });
      await run(scene).catch((error: unknown) => {
        if (!(error instanceof SealchartError)) throw error;
      });
      const isStruck = faults.calls >= n;
      faults.plan(undefined);
      // Started again: what was written down goes out; what never was is done again, as a person would.
      const waited = (await waitingEdits(await open())).length > 0;
      await syncElements(await open());
      const isDone = (server.elements.get(elementId)?.state.version ?? 0) === expected.version;
      kept.add(isDone);
      if (!isDone) await run(scene);
      const { version, body, title, remarks } = await openElement(await other(), elementId);
      expect([n, moment, { version, body, title, remarks: remarks.map(({ text }) => text) }]).toEqual([n, moment, expected]);
      expect([n, waited, await waitingEdits(await open())]).toEqual([n, waited, []]);
      await syncElements(await open());
      expect(await listElements(await open())).toMatchObject([{ version: expected.version, title: expected.title }]);
      if (!isStruck) break;
    }
    expect(n).toBeGreaterThan(5);
    expect(kept.has(true)).toBe(true);
  });
});
