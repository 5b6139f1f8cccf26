import { ELEMENT_VERSIONS } from '@sealchart/protocol';

/** Digits of a version number, so that keys sort like the numbers in them. */
const DIGITS = String(ELEMENT_VERSIONS).length;

const numbered = (version: number): string => String(version).padStart(DIGITS, '0');

/** Key of a stored manifest (by version) or of a stored content (by content version). */
export function versionKey(elementId: string, version: number): string {
  return `${elementId}:${numbered(version)}`;
}

/** Key of the packet that holds one content's session key for one principal. */
export function packetKey(elementId: string, principal: string, contentVersion: number): string {
  return `${elementId}:${principal}:${numbered(contentVersion)}`;
}

/** First and last key of a principal's packets of all contents of one element. */
export function packetKeys(elementId: string, principal: string): { readonly first: string; readonly last: string } {
  return { first: packetKey(elementId, principal, 0), last: packetKey(elementId, principal, ELEMENT_VERSIONS) };
}
