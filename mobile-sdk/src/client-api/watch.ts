import type { SealchartError } from '@sealchart/protocol';

/** A live connection, or what stands in for one. */
export interface Watch {
  /** Ends it; resolves when nothing is called any more. */
  stop(): Promise<void>;
}

export interface WatchOptions {
  /** There is more: `sync` fetches it. Calls never overlap; those that come meanwhile are one. */
  readonly onMore: () => Promise<void> | void;
  /** `live`: told at once; `polling`: asked every half minute; `offline`: the server cannot be reached. */
  readonly onState?: (state: 'live' | 'polling' | 'offline') => void;
  /** The session ended, or another error that no waiting mends; nothing is called afterwards. */
  readonly onEnd?: (error: SealchartError) => void;
}
