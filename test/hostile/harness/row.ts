import type { ErrorCode } from '@sealchart/protocol';
import type { Defence } from './build.ts';
import type { Actor, Stage } from './stage.ts';

/** When in the life of an account or a share an attack meets its victim. */
export type Moment = 'first contact' | 'after pinning' | 'offline' | 'password change' | 'rotation';

/** What a row is played with. */
export interface World {
  readonly victim: Actor;
  /** Whose keys the server has as well: nothing that the victim sends may open with them. */
  readonly attackers?: readonly Actor[];
  /** What only the victim may read, besides passwords and keys. */
  readonly markers?: readonly string[];
}

/** One attack of a hostile server, as data: it is tried, tried without the attack, and tried without the check that refuses it. */
export interface Row<W extends World = World> {
  /** Case of the threat model, as `H14`. */
  readonly id: string;
  /** What the server does, after "a server that". */
  readonly does: string;
  readonly moment: Moment;
  /** What the victim's client says. */
  readonly code: ErrorCode;
  /** What refuses it; taken out together. */
  readonly defences: readonly Defence[];
  readonly setup: (stage: Stage) => Promise<W>;
  /** Changes what is stored, or what the victim is answered from now on. */
  readonly mutate: (world: W, stage: Stage) => Promise<void> | void;
  /** What the victim does; rejects where their client refuses. */
  readonly act: (world: W, stage: Stage) => Promise<unknown>;
  /** Entries of the local store that a refusal may write: a list of what was refused. Default: none. */
  readonly mayKeep?: RegExp;
  /** Without its check, a program that stretches passwords for real never ends. Default: it does. */
  readonly isEndless?: boolean;
}

/** A row of any world, for lists. */
export interface AnyRow extends Pick<Row, 'id' | 'does' | 'moment' | 'code' | 'defences'> {
  /** The act itself, to be recognised by. */
  readonly act: unknown;
  readonly play: <T>(play: <W extends World>(row: Row<W>) => T) => T;
}

/** Hides what a row's world looks like. */
export function row<W extends World>(one: Row<W>): AnyRow {
  const { id, does, moment, code, defences, act } = one;
  return { id, does, moment, code, defences, act, play: (play) => play(one) };
}

type Common = 'id' | 'moment' | 'setup' | 'act' | 'mayKeep';

/** Rows that differ only in what the server does, and in what refuses it. */
export function variants<W extends World>(common: Pick<Row<W>, Common>, attacks: readonly Omit<Row<W>, Common>[]): AnyRow[] {
  return attacks.map((attack) => row({ ...common, ...attack }));
}
