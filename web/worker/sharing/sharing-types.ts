import type { Role } from '@sealchart/protocol';
import type { Grant } from '@sealchart/sdk';
import type { Kind } from '../../fhir/kinds.ts';
import type { Problem } from '../problem.ts';

/** An entry as lists of access show it. */
export interface Entry {
  readonly elementId: string;
  readonly title: string;
  readonly kind: Kind;
  /** As written in the content; the instant of the content where none is. */
  readonly date: string;
}

/** What there is of one kind. */
export interface KindEntries {
  readonly kind: Kind;
  /** Newest first. */
  readonly elementIds: readonly string[];
}

export interface KindCount {
  readonly kind: Kind;
  readonly count: number;
}

/** The rights that somebody has on one entry. */
export interface Access {
  readonly accountId: string;
  readonly role: Role;
  readonly until?: string;
  /** The end has come: nothing is left. */
  readonly hasEnded: boolean;
  readonly history: boolean;
}

/** Somebody who reads some of several entries. */
export interface AudienceMember {
  readonly accountId: string;
  /** Entries with rights that have not ended. */
  readonly elements: number;
  readonly roles: readonly Role[];
  /** The next end of one of them. */
  readonly nextUntil?: string;
}

/** What a share would mean, as this device knows it. */
export interface SharingPlan {
  /** Entries that this account may share. */
  readonly total: number;
  /** Chosen entries that it may not share. */
  readonly left: number;
  readonly kinds: readonly KindCount[];
  /** Everybody else who reads some of them now. */
  readonly audience: readonly AudienceMember[];
}

/** Terms to go back to. */
export interface FormerTerms {
  readonly elementId: string;
  readonly grant: Required<Grant>;
}

/** What takes a change of access back. */
export interface AccessUndo {
  readonly accountId: string;
  /** Entries that the person did not read before. */
  readonly fresh: readonly string[];
  /** Entries that the person read on these terms. */
  readonly former: readonly FormerTerms[];
}

/** What came of a change of access. */
export interface AccessResult {
  readonly changed: number;
  readonly refused: readonly { readonly elementId: string; readonly title: string; readonly problem: Problem }[];
  readonly undo: AccessUndo;
}

/** An entry that others read. */
export interface SharedEntry extends Entry {
  readonly readers: readonly Access[];
}

/** An entry as one person has it. */
export interface EntryAccess extends Entry, Access {}

/** Somebody whose record is open to this account. */
export interface Sender {
  readonly accountId: string;
  readonly elements: number;
  /** New or changed since this account's person saw them. */
  readonly unseen: number;
  readonly kinds: readonly KindCount[];
  readonly roles: readonly Role[];
  readonly nextUntil?: string;
}
