import { equalBytes, toB64u } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import { jcsBytes } from '../jcs.ts';
import { ELEMENT_BYTES, ELEMENT_VERSIONS } from '../limits.ts';
import { isSizeClass } from '../padme.ts';
import { fromInstant } from '../time.ts';
import type { Audience, AudienceEntry, ContentReference, ElementManifest } from './element-manifest.ts';
import { atLeast, entryOf, hasEnded, hasMoved } from './element-rights.ts';
import type { Author, ParsedStatement } from './signed-statement.ts';

/** What the newest verified manifest of an element proves: the state against which the next one is judged. */
export interface ElementState {
  readonly elementId: string;
  readonly recordId: string;
  readonly version: number;
  readonly manifestHash: string;
  readonly audience: Audience;
  readonly content: ContentReference;
  /** Who signed the version that brought the content. */
  readonly contentAuthor: Author;
}

/** `addenda.head` before the first addendum. */
const NO_ADDENDA = toB64u(new Uint8Array(32));

/** Where a manifest stands to a state: the next version, one beyond a gap, or another one for a place already taken. */
export type Position = 'successor' | 'gap' | 'fork';

/** Each side names its own refusal: the server `E_CONFLICT`, a reader `E_INCOMPLETE` for a gap and `E_ROLLBACK` for a fork. */
export function positionOf(state: ElementState | undefined, manifest: ElementManifest): Position {
  const version = state?.version ?? 0;
  if (manifest.version > version + 1) return 'gap';
  return manifest.version === version + 1 && manifest.previous === (state?.manifestHash ?? null) ? 'successor' : 'fork';
}

/**
 * The state after a manifest that is the successor of `state` and whose signature was checked. Throws `E_BIND`, `E_RIGHT`,
 * `E_GRANT`, `E_CLOCK`, `E_ADDENDUM`, `E_FORMAT` or `E_LIMIT` where the step is not one that its author may make.
 */
export function nextElementState(state: ElementState | undefined, manifest: ParsedStatement<ElementManifest>): ElementState {
  const { value } = manifest;
  const content = checkContentReference(value);
  checkAudience(value);
  checkRoom(value);
  if (!state) checkFirst(value);
  else {
    checkIdentity(state, value);
    checkAuthorRight(state, value);
    if (value.kind === 'content') checkContentStep(state, value, content);
    else checkAccessStep(state, value, content);
  }
  return {
    elementId: value.elementId,
    recordId: value.recordId,
    version: value.version,
    manifestHash: manifest.hash,
    audience: value.audience,
    content,
    contentAuthor: state && value.kind === 'access' ? state.contentAuthor : value.author,
  };
}

/** The content a manifest names: Padme class, packet length within what that class can yield, below the limit. */
export function checkContentReference(manifest: ElementManifest): ContentReference {
  const { content, kind } = manifest;
  if (kind === 'erase') throw new SealchartError('E_FORMAT', { detail: 'an erase ends the chain and names no content' });
  if (!content) throw new SealchartError('E_FORMAT', { detail: 'content missing' });
  if (content.sizeClass > ELEMENT_BYTES) throw new SealchartError('E_LIMIT', { detail: `an element holds at most ${ELEMENT_BYTES} bytes` });
  if (!isSizeClass(content.sizeClass)) throw new SealchartError('E_FORMAT', { detail: 'sizeClass' });
  const overhead = content.dataLength - content.sizeClass;
  if (overhead < 80 || overhead > 128 + 16 * Math.ceil(content.sizeClass / 262_144)) {
    throw new SealchartError('E_FORMAT', { detail: 'dataLength' });
  }
  if (content.addenda.count === 0 && content.addenda.head !== NO_ADDENDA) {
    throw new SealchartError('E_ADDENDUM', { detail: 'a head without addenda' });
  }
  return content;
}

/** The owner is in every audience, as owner, without an end and without `history`; nobody else is owner. */
export function checkAudience(manifest: ElementManifest): void {
  for (const entry of manifest.audience) {
    if (!entry.principal.startsWith('acc_') || entry.epoch !== 0) {
      throw new SealchartError('E_GRANT', { detail: 'only accounts can be readers in this version of the protocol' });
    }
    const isOwner = entry.principal === manifest.recordId;
    if (isOwner !== (entry.role === 'owner')) throw new SealchartError('E_GRANT', { detail: 'owner is the owner of the record' });
    if (isOwner && entry.until !== undefined) throw new SealchartError('E_GRANT', { detail: 'the owner has no end date' });
    // Who is entitled by an entry loses the keys of former versions with it, and nobody else may be left who has them.
    if (isOwner && entry.history !== undefined) throw new SealchartError('E_GRANT', { detail: 'the owner reads every version as it is' });
    const [packets, newest] = [entry.historyPackets ?? [], entry.historyPackets?.at(-1)];
    if (packets.length > 0 && entry.history === undefined)
      throw new SealchartError('E_FORMAT', { detail: 'historyPackets without history' });
    if (newest && newest.contentVersion >= manifest.version)
      throw new SealchartError('E_FORMAT', { detail: 'historyPackets of later versions' });
  }
  if (!entryOf(manifest.audience, manifest.recordId)) throw new SealchartError('E_GRANT', { detail: 'the owner is missing' });
}

/** The last number stays free for the `erase` that ends the chain. `E_LIMIT`. */
function checkRoom({ version }: ElementManifest): void {
  if (version < ELEMENT_VERSIONS) return;
  const detail = `an element has at most ${ELEMENT_VERSIONS - 1} versions; copy what it says into a new one and erase this one`;
  throw new SealchartError('E_LIMIT', { detail });
}

/** Version 1 counts only from the record's owner, and has exactly the owner in its audience. */
export function checkFirst(manifest: ElementManifest): void {
  if (manifest.sectionId !== undefined) throw new SealchartError('E_RIGHT', { detail: 'sections are not part of this version' });
  if (manifest.author.account !== manifest.recordId) throw new SealchartError('E_RIGHT', { detail: 'only the owner adds to a record' });
  if (manifest.kind !== 'content' || manifest.content?.contentVersion !== 1)
    throw new SealchartError('E_FORMAT', { detail: 'first version' });
  if (manifest.audience.length !== 1) throw new SealchartError('E_GRANT', { detail: 'a new element is read by its owner alone' });
}

/** `elementId`, `recordId` and `sectionId` never change. */
export function checkIdentity(state: ElementState, manifest: ElementManifest): void {
  if (manifest.elementId !== state.elementId || manifest.recordId !== state.recordId || manifest.sectionId !== undefined) {
    throw new SealchartError('E_BIND', { detail: 'element or record changed along the chain' });
  }
}

/**
 * Content: editor and up. Audience: manager and up. Judged by the audience before this version: `E_RIGHT`, and `E_CLOCK`
 * when the author's own end date lies before `authoredAt`.
 */
export function checkAuthorRight(state: ElementState, manifest: ElementManifest): void {
  const entry = entryOf(state.audience, manifest.author.account);
  if (!entry) throw new SealchartError('E_RIGHT', { detail: 'not a reader of this element' });
  if (hasEnded(entry, fromInstant(manifest.authoredAt))) throw new SealchartError('E_CLOCK', { detail: "after its author's end date" });
  if (!atLeast(entry.role, manifest.kind === 'content' ? 'editor' : 'manager')) {
    throw new SealchartError('E_RIGHT', { detail: `${entry.role} of this element` });
  }
}

/** A content version repeats the audience; only what follows from a new key may move. Addenda are never lost. */
export function checkContentStep(state: ElementState, manifest: ElementManifest, content: ContentReference): void {
  if (content.contentVersion !== manifest.version) throw new SealchartError('E_FORMAT', { detail: 'contentVersion' });
  const same = manifest.audience.length === state.audience.length && manifest.audience.every((e, i) => isSameGrant(state.audience[i], e));
  if (!same) throw new SealchartError('E_GRANT', { detail: 'a content version repeats the audience' });
  for (const entry of manifest.audience) {
    checkHistoryPackets(entryOf(state.audience, entry.principal), entry, 'historyPackets change only with an access version');
  }
  const [before, after] = [state.content.addenda, content.addenda];
  if (after.count < before.count) throw new SealchartError('E_ADDENDUM', { detail: 'addenda were dropped' });
  if (after.count === before.count && after.head !== before.head)
    throw new SealchartError('E_ADDENDUM', { detail: 'addenda were changed' });
}

/**
 * An access version keeps the content byte for byte; a manager changes viewers and editors, the owner everybody else too. The owner's own
 * entry stays as it is where another one writes: with a new key comes a new packet in the place of one that opens.
 */
export function checkAccessStep(state: ElementState, manifest: ElementManifest, content: ContentReference): void {
  if (!equalBytes(jcsBytes(content), jcsBytes(state.content))) {
    throw new SealchartError('E_BIND', { detail: 'an access version keeps the content' });
  }
  for (const entry of manifest.audience) checkPacketHashes(entryOf(state.audience, entry.principal), entry);
  if (manifest.author.account === manifest.recordId) return;
  const [owner, moved] = [state, manifest].map(({ audience }) => entryOf(audience, manifest.recordId) ?? null);
  if (!equalBytes(jcsBytes(owner), jcsBytes(moved)))
    throw new SealchartError('E_GRANT', { detail: "only the owner changes the owner's key" });
  const principals = new Set([...state.audience, ...manifest.audience].map((entry) => entry.principal));
  for (const principal of principals) {
    const [before, after] = [entryOf(state.audience, principal), entryOf(manifest.audience, principal)];
    const touchesManagers = [before, after].some((entry) => entry && atLeast(entry.role, 'manager'));
    if (touchesManagers && !(before && after && isSameGrant(before, after))) {
      throw new SealchartError('E_GRANT', { detail: 'only the owner appoints and removes managers' });
    }
  }
}

/** Whether two entries grant the same, leaving aside what moves forward with a new key or epoch. */
function isSameGrant(before: AudienceEntry | undefined, after: AudienceEntry): boolean {
  return (
    before !== undefined &&
    before.principal === after.principal &&
    before.role === after.role &&
    before.until === after.until &&
    before.history === after.history &&
    before.epoch <= after.epoch
  );
}

/** Where no keys of former versions come along, the hashes of those that came before stay: `E_GRANT`. */
function checkHistoryPackets(before: AudienceEntry | undefined, after: AudienceEntry, detail: string): void {
  if (!equalBytes(jcsBytes(before?.historyPackets ?? []), jcsBytes(after.historyPackets ?? []))) {
    throw new SealchartError('E_GRANT', { detail });
  }
}

/** An entry that gets no new packet keeps the hashes of those it has; otherwise a manager could lock others out. */
function checkPacketHashes(before: AudienceEntry | undefined, after: AudienceEntry): void {
  if (!before) return;
  // Packets of the past are not made anew with another key or end.
  if (before.history === after.history) checkHistoryPackets(before, after, 'historyPackets change only with the history');
  if (hasMoved(before, after) || before.until !== after.until) return;
  if (before.packetHash !== after.packetHash) throw new SealchartError('E_GRANT', { detail: 'packet hashes change only with a packet' });
}
