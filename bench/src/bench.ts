import type { Row } from './table.ts';

/** What rows are measured with. */
export interface Stage {
  /** Fewer rounds and calls: to see that everything runs, not to judge by. */
  readonly isShort: boolean;
  /** Address of a MongoDB of this run, started at the first call: a replica set of one. Names no database. */
  mongoUri(): Promise<string>;
  /** Runs when the run ends, however it ends; last in, first out. */
  atEnd(act: () => Promise<unknown>): void;
  /** Tells the person who waits. */
  say(line: string): void;
}

/** Measures one group of rows. */
export type Measure = (stage: Stage) => Promise<Row[]>;

/** All groups, by the name under which they are chosen. Loaded when chosen: the cheap ones do without server and database. */
export const BENCHES: Readonly<Record<string, () => Promise<{ readonly measure: Measure }>>> = {
  seal: () => import('./rows/seal.ts'),
  open: () => import('./rows/open.ts'),
  'api-read': () => import('./rows/api-read.ts'),
  'api-write': () => import('./rows/api-write.ts'),
  login: () => import('./rows/login.ts'),
  share: () => import('./rows/share.ts'),
  list: () => import('./rows/list.ts'),
  sync: () => import('./rows/sync.ts'),
  'open-many': () => import('./rows/open-many.ts'),
  chain: () => import('./rows/chain.ts'),
  'web-pages': () => import('./rows/web-pages.ts'),
  'web-list': () => import('./rows/web-list.ts'),
  'web-acts': () => import('./rows/web-acts.ts'),
  'cold-start': () => import('./rows/cold-start.ts'),
};
