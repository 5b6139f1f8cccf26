import type { SealchartError } from '@sealchart/protocol';
import type { PendingWork } from './account.ts';
import type { FieldChange } from './history.ts';

/** A part of an element that two people changed. A part is a top-level member of the resource, the title, the text or an open field. */
export interface ConflictField {
  readonly path: string;
  /** As it was before both; as `FieldChange` writes values. */
  readonly before?: string;
  readonly mine?: string;
  readonly theirs?: string;
}

/** An edit of this device that cannot be joined with what somebody else stored meanwhile. Both are kept. */
export interface Conflict {
  readonly elementId: string;
  readonly title: string;
  /** What the edit was made from, and what is in the record now. */
  readonly baseVersion: number;
  readonly theirVersion: number;
  readonly theirAuthor: string;
  readonly theirAt: string;
  readonly editedAt: string;
  /** To be chosen for. */
  readonly fields: readonly ConflictField[];
  /** Changed by one side only: taken without asking. */
  readonly merged: readonly FieldChange[];
}

/** For each path of a conflict, or for all that are not named. */
export type Choice = 'mine' | 'theirs';

export interface Resolution {
  readonly all?: Choice;
  readonly fields?: Readonly<Record<string, Choice>>;
}

/** An edit or a new element that this device keeps until the server confirmed it. */
export interface WaitingEdit {
  readonly elementId: string;
  readonly kind: 'content' | 'addendum';
  readonly title: string;
  readonly editedAt: string;
  readonly state: 'waiting' | 'conflict';
}

/** What came of one item of a bulk act: expected failures are values. */
export type Outcome =
  | {
      readonly elementId: string;
      readonly ok: true;
      /** While `isWaiting`, the one that it will be when nobody is faster. */
      readonly version: number;
      /** Kept on this device and not confirmed by the server: the next `sync` sends it. */
      readonly isWaiting?: true;
      /** Somebody else changed other parts meanwhile: both changes are in this version. */
      readonly isMerged?: true;
    }
  | {
      readonly elementId: string;
      readonly ok: false;
      readonly error: SealchartError;
      /** Of an edit: it stays on this device all the same; see `waiting` and `conflicts`. Without it nothing of this act is kept. */
      readonly isKept?: true;
    };

export interface Progress {
  readonly done: number;
  readonly total?: number;
}

export type OnProgress = (progress: Progress) => void;

/** A sync that left something out says so. */
export interface SyncReport {
  readonly changed: number;
  readonly gone: number;
  /** Elements that were refused, each with its typed error. */
  readonly refused: readonly { readonly elementId: string; readonly error: SealchartError }[];
  /** How many more were refused that are only counted, where a server names too many: see `SealchartClient.refused`. */
  readonly refusedMore?: number;
  /** What waited on this device and was decided now, refusals included. */
  readonly sent: readonly Outcome[];
  /** Edits that wait for a choice: see `conflicts`. */
  readonly conflicts: number;
  /** What a rotation left and this sync could not finish, with the error that stopped it; without one, another device has to. */
  readonly pending?: PendingWork & { readonly error?: SealchartError };
}
