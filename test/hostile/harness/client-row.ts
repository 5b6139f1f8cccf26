import type { ErrorCode } from '@sealchart/protocol';
import type { Defence } from './build.ts';
import type { Actor, Stage } from './stage.ts';

/** A request that no client of ours would send. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly body?: unknown;
  /** Whose session it is sent with; nobody's where absent. */
  readonly as?: Actor;
  readonly headers?: Readonly<Record<string, string>>;
  /** Network address that it comes from; default: one that nothing else comes from. */
  readonly from?: string;
}

export interface RawAnswer {
  readonly status: number;
  /** Of a problem document, else `done`. */
  readonly outcome: 'done' | (string & {});
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One attack of a hostile client on an honest server. */
export interface ClientRow<W = unknown> {
  /** Case of the threat model, as `U04`. */
  readonly id: string;
  /** What the client does, after "a client that". */
  readonly does: string;
  readonly code: ErrorCode;
  readonly defences: readonly Defence[];
  /** Settings of the server. */
  readonly env?: Readonly<Record<string, string>>;
  readonly setup: (stage: Stage) => Promise<W>;
  /** What must be refused. */
  readonly attack: (world: W, stage: Stage) => Promise<RawAnswer>;
  /** The same by somebody who may, or as it should be: it is done. */
  readonly control: (world: W, stage: Stage) => Promise<RawAnswer>;
}

/** A row of any world, for lists. */
export interface AnyClientRow extends Pick<ClientRow, 'id' | 'does' | 'code'> {
  readonly play: <T>(play: <W>(row: ClientRow<W>) => T) => T;
}

/** Hides what a row's world looks like. */
export function clientRow<W>(one: ClientRow<W>): AnyClientRow {
  const { id, does, code } = one;
  return { id, does, code, play: (play) => play(one) };
}
