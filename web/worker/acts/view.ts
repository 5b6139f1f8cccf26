import type { ElementSummary, ImportReport, SealchartClient } from '@sealchart/sdk';
import { blobSource } from '@sealchart/sdk/browser';
import type { Host } from '../host.ts';
import type { Plain } from '../problem.ts';
import { toPlain } from '../problem.ts';
import type { Arranged } from '../view/record-view.ts';
import { arrange, neighboursIn } from '../view/record-view.ts';
import { seriesOf, summaryOf } from '../view/series.ts';
import { TextSearch } from '../view/text-search.ts';
import type { Neighbours, Series, SeriesSummary, View, ViewFilter, ViewQuery } from '../view/view-types.ts';

/** Reading of records: the worker keeps all rows, the page gets the window that it shows. */
export interface ViewActs {
  view(query: ViewQuery): Promise<Plain<View>>;
  /** The ids of all that fits, in order. */
  viewIds(filter: ViewFilter): Promise<readonly string[]>;
  /** What stands before and after an entry in the list that was looked at last, or else in the time line of its record. */
  neighbours(elementId: string): Promise<Neighbours>;
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

interface Rows {
  readonly client: SealchartClient;
  readonly revision: string;
  readonly summaries: readonly ElementSummary[];
}

export function viewActs(host: Host): ViewActs {
  let kept: { revision: string; rows: Promise<Rows> } | undefined;
  let last: { key: string; arranged: Arranged; found?: ReadonlyMap<string, ReadonlySet<string>> } | undefined;
  let looked: ViewFilter | undefined;
  const search = new TextSearch();

  const read = async (revision: string): Promise<Rows> => {
    const client = await host.client();
    const [summaries, people] = await Promise.all([client.list(), client.people()]);
    const { accountId, name } = client.account();
    const names = new Map([...people.map((person) => [person.accountId, person.name] as const), [accountId, name] as const]);
    const followed = search.follow(client, summaries, names);
    // The first reading of all texts goes on behind what is shown already.
    if (search.isBuilt) await followed;
    else followed.catch(() => host.changes.touch());
    return { client, revision, summaries };
  };
  const rows = (): Promise<Rows> => {
    const revision = host.changes.revision();
    if (kept?.revision !== revision) {
      const reading = read(revision);
      kept = { revision, rows: reading };
      reading.catch(() => {
        if (kept?.rows === reading) kept = undefined;
      });
    }
    return kept.rows;
  };
  const arranged = async (filter: ViewFilter) => {
    const { client, revision, summaries } = await rows();
    const text = filter.text?.trim() ?? '';
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
      looked = filter;
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
    async neighbours(elementId) {
      const { summaries } = await rows();
      const recordId = summaries.find((row) => row.elementId === elementId)?.recordId;
      if (recordId === undefined) return {};
      const listed = looked && neighboursIn((await arranged(looked)).arranged.rows, elementId);
      return listed ?? neighboursIn((await arranged({ recordId })).arranged.rows, elementId) ?? {};
    },
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
