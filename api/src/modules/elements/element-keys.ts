import { ELEMENT_VERSIONS } from '@sealchart/protocol';

/** Digits of a version number, so that keys sort like the numbers in them. */
const DIGITS = String(ELEMENT_VERSIONS).length;

/** Characters of an element's id, with which all keys begin. */
export const ELEMENT_ID_CHARACTERS = 26;

const numbered = (version: number): string => String(version).padStart(DIGITS, '0');

/** Keys from `first` on and before `beyond`. */
export interface KeyRange {
  readonly first: string;
  readonly beyond: string;
}

/** Key of a stored manifest (by version) or of a stored content (by content version). */
export function versionKey(elementId: string, version: number): string {
  return `${elementId}:${numbered(version)}`;
}

/** The content version that a key of a stored content names. */
export function contentVersionOf(key: string): number {
  return Number(key.slice(ELEMENT_ID_CHARACTERS + 1));
}

/** Keys of all manifests, contents or key packets of one element. */
export function keysOfElement(elementId: string): KeyRange {
  return { first: `${elementId}:`, beyond: `${elementId};` };
}

/** Keys of the manifests or contents of one element below a version. */
export function versionKeysBelow(elementId: string, version: number): KeyRange {
  return { first: versionKey(elementId, 0), beyond: versionKey(elementId, version) };
}

/** Key of the packet that holds one content's session key for one principal. */
export function packetKey(elementId: string, principal: string, contentVersion: number): string {
  return `${elementId}:${principal}:${numbered(contentVersion)}`;
}

/** Keys of a principal's packets of contents of one element below a content version, or of all. */
export function packetKeysBelow(elementId: string, principal: string, contentVersion: number = ELEMENT_VERSIONS + 1): KeyRange {
  return { first: packetKey(elementId, principal, 0), beyond: packetKey(elementId, principal, contentVersion) };
}

/** The filter of documents whose keys lie in one of these ranges, of which there is at least one. */
export function inRanges(ranges: readonly KeyRange[]): { $or: { _id: { $gte: string; $lt: string } }[] } {
  return { $or: ranges.map(({ first, beyond }) => ({ _id: { $gte: first, $lt: beyond } })) };
}
