import type { EraseReceipt, ErrorCode, OpenFields, Role } from '@sealchart/protocol';
import type { ResourceFacts } from '../fhir/facts.ts';

/** An element as lists show it. */
export interface ElementSummary {
  readonly elementId: string;
  readonly recordId: string;
  readonly version: number;
  readonly contentVersion: number;
  /** `fhir/R4/<type>` or `text/plain`. */
  readonly schema: string;
  readonly title: string;
  /** Clinically relevant date as written in the content, if any. */
  readonly date?: string;
  /** Proven author of the content. */
  readonly author: string;
  readonly authoredAt: string;
  readonly role: Role;
  readonly readers: number;
  readonly open: OpenFields;
  /** Addenda that its content carries. */
  readonly addenda: number;
  /** When the own access ends, where it does. */
  readonly until?: string;
  /** An edit of this device that the server has not confirmed: it waits for the network, or for a choice between two changes. */
  readonly edit?: 'waiting' | 'conflict';
  /** Of a FHIR resource, what views and charts show of it. Absent for all else, and for what an older release kept until a sync has made it anew. */
  readonly facts?: ResourceFacts;
  /** Somebody else wrote this content, or shared it, since this account saw it on this device: see `markSeen`. */
  readonly isUnseen?: true;
}

/** The text by which an element is found. */
export interface SearchText {
  readonly elementId: string;
  readonly contentVersion: number;
  /** Title, names of codes, values with unit, text, people and addenda: one line of at most 2 KiB in UTF-8. */
  readonly text: string;
}

/** An element that sync refused and still refuses. */
export interface RefusedElement {
  readonly elementId: string;
  readonly code: ErrorCode;
  readonly detail?: string;
  /** When this device refused it first, without a good answer since. */
  readonly since: string;
}

/** An element whose every proof was checked. */
export interface OpenedElement extends ElementSummary {
  readonly body: string;
  readonly fullUrl?: string;
  /** Proven author of the newest manifest, who shared or changed it last. */
  readonly sharedBy: string;
  readonly remarks: readonly Remark[];
  /** Set where the server could not be reached: the content as this device opened it last. */
  readonly isOffline?: true;
}

/** An addendum whose author was proven by its own statement. */
export interface Remark {
  /** Place among the addenda, from 1. */
  readonly number: number;
  readonly text: string;
  readonly author: string;
  readonly authoredAt: string;
  /** The content version that it speaks about. */
  readonly contentVersion: number;
  /** Whether the body is still the one that it speaks about. */
  readonly isCurrent: boolean;
}

/** An element that was erased, with the operator's word about what was destroyed. */
export interface ErasedElement {
  readonly elementId: string;
  readonly recordId: string;
  /** Of the statement that erased it. */
  readonly version: number;
  readonly erasedAt: string;
  /** Signed by the instance; absent until this device has fetched it. It is a word and no proof. */
  readonly receipt?: EraseReceipt;
}

/** New content. */
export interface Draft {
  readonly schema: string;
  readonly title: string;
  readonly body: string;
  readonly open?: OpenFields;
}

export interface ListFilter {
  /** FHIR resource types or `note`. */
  readonly types?: readonly string[];
  /** Records of these accounts; absent: all. */
  readonly recordIds?: readonly string[];
}
