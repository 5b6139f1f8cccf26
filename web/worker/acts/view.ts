import type { ElementSummary, ImportReport, SealchartClient } from '@sealchart/sdk';
import { blobSource } from '@sealchart/sdk/browser';
import type { Host } from '../host.ts';
import type { Plain } from '../problem.ts';
import { toPlain } from '../problem.ts';
import type { Arranged } from '../view/record-view.ts';
import { arrange } from '../view/record-view.ts';
import { seriesOf, summaryOf } from '../view/series.ts';
import { TextSearch } from '../view/text-search.ts';
import type { Series, SeriesSummary, View, ViewFilter, ViewQuery } from '../view/view-types.ts';

/** Reading of records: the worker keeps all rows, the page gets the window that it shows. */
export interface ViewActs {
  view(query: ViewQuery): Promise<Plain<View>>;
  /** The ids of all that fits, in order. */
  viewIds(filter: ViewFilter): Promise<readonly string[]>;
  /** The measurements of what fits, by what was measured. */
  measurements(filter: ViewFilter): Promise<readonly SeriesSummary[]>;
  /** One of them, whole; undefined where there is none of this key. */
  series(filter: ViewFilter, key: string): Promise<Series | undefined>;
  /** Brings the sample record into the own one. */
  importSample(onProgress: (progress: { readonly done: number; readonly total?: number }) => void): Promise<Plain<ImportReport>>;
}

/** Rows a page may ask for at once. */
const LIMIT = 500;
const SAMPLE = '/sample-record.json';

/** While an act runs, such as a first sync, reading takes at most one part in so many of the time. */
const SHARE = 6;

interface Rows {
  readonly client: SealchartClient;
  readonly revision: string;
  readonly summaries: readonly ElementSummary[];
  /** Of everybody who may have written. */
  readonly names: ReadonlyMap<string, string>;
}

interface Kept {
  readonly revision: string;
  readonly ended: number;
  readonly rows: Promise<Rows>;
  /** While an act runs, these rows are shown until then; milliseconds since the worker began. */
  until: number;
}

export function viewActs(host: Host): ViewActs {
  let kept: Kept | undefined;
  let following: { revision: string; done: Promise<void> } | undefined;
  let last: { key: string; arranged: Arranged; found?: ReadonlyMap<string, ReadonlySet<string>> } | undefined;
  const search = new TextSearch();

  const read = async (revision: string): Promise<Rows> => {
    const client = await host.client();
    const [summaries, people] = await Promise.all([client.list(), client.people()]);
    const { accountId, name } = client.account();
    const names = new Map([...people.map((person) => [person.accountId, person.name] as const), [accountId, name] as const]);
    const rows = { client, revision, summaries, names };
    // What an act brings is taken up when it has ended, or when somebody searches before.
    if (!host.changes.isRunning) await follow(rows);
    return rows;
  };
  /** The first reading of all texts goes on behind what is shown already. */
  const follow = async ({ client, revision, summaries, names }: Rows): Promise<void> => {
    if (following?.revision !== revision) {
      following = { revision, done: search.follow(client, summaries, names) };
      following.done.catch(() => host.changes.touch());
    }
    if (search.isBuilt) await following.done;
  };
  const rows = (): Promise<Rows> => {
    const revision = host.changes.revision();
    if (!kept || (kept.revision !== revision && !isFreshEnough(kept))) {
      const start = performance.now();
      const reading: Kept = { revision, ended: host.changes.ended, rows: read(revision), until: Infinity };
      kept = reading;
      reading.rows.then(
        () => (reading.until = start + SHARE * (performance.now() - start)),
        () => {
          if (kept === reading) kept = undefined;
        },
      );
    }
    return kept.rows;
  };
  const isFreshEnough = ({ ended, until }: Kept): boolean =>
    host.changes.isRunning && ended === host.changes.ended && performance.now() < until;
  const arranged = async (filter: ViewFilter) => {
    const all = await rows();
    const { client, revision, summaries } = all;
    const text = filter.text?.trim() ?? '';
    if (text !== '') await follow(all);
    const key = JSON.stringify([revision, search.isBuilt, filter]);
    if (last?.key !== key || (text !== '' && !search.isBuilt)) {
      const found = text === '' ? undefined : search.find(text);
      const options = { ownId: client.account().accountId, ...(found && { found }) };
      last = { key, arranged: arrange(summaries, filter, options), ...(found && { found }) };
    }
    return last;
  };

  return {
    async view({ offset, limit, ...filter }) {
      const { arranged: all, found } = await arranged(filter);
      const shown = all.rows.slice(offset, offset + Math.min(limit, LIMIT)).map((row) => {
        const terms = found?.get(row.elementId);
        const excerpt = terms && search.excerpt(row.elementId, terms);
        return excerpt ? { ...row, found: excerpt } : row;
      });
      const isComplete = found === undefined || search.isBuilt;
      return toPlain<View>({ ...all, total: all.rows.length, rows: shown, isComplete });
    },
    viewIds: async (filter) => (await arranged(filter)).arranged.rows.map(({ elementId }) => elementId),
    measurements: async (filter) => seriesOf((await arranged({ ...filter, kind: 'measurements' })).arranged.rows).map(summaryOf),
    series: async (filter, key) =>
      seriesOf((await arranged({ ...filter, kind: 'measurements' })).arranged.rows).find((series) => series.key === key),
    async importSample(onProgress) {
      const client = await host.client();
      const answer = await fetch(SAMPLE);
      const report = await client.importFhir(blobSource(await answer.blob()), {
        onProgress: ({ done, total }) => onProgress({ done, ...(total !== undefined && { total }) }),
      });
      return toPlain(report);
    },
  };
}
