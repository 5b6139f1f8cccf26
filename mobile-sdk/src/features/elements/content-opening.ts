import type { Bytes, ElementContent, SealedContent } from '@sealchart/protocol';
import { SealchartError, entryOf, fromB64u, fromUtf8, parseContent } from '@sealchart/protocol';
import { unwrapSessionKey } from '../../crypto/key-packet.ts';
import { openData } from '../../crypto/seipd.ts';
import { factsOf } from '../../fhir/facts-reading.ts';
import { joinSearchText, resourceSearchText } from '../../fhir/facts-search.ts';
import { documentOf } from '../../fhir/note-document.ts';
import { identityOf } from '../../fhir/resource-identity.ts';
import { summarizeResource } from '../../fhir/summary.ts';
import { property } from '../../fhir/summary-text.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { ContentPlace, NamedPackets } from './content-checks.ts';
import {
  keyPacketError,
  requireAddenda,
  requireBlobs,
  requireCommitment,
  requireContentVersion,
  requireDataPacket,
  requireInnerFields,
  requireKeyPacket,
  requireOpenFields,
} from './content-checks.ts';
import type { AddendumHead, StoredElement, Summary } from './stored-element.ts';

/** Prefix of the schemas of FHIR R4 resources. */
export const FHIR_SCHEMA = 'fhir/R4/';
/** Schema of a note. */
export const NOTE_SCHEMA = 'text/plain';

/** What one content of a verified element is opened with. */
export interface Opening {
  readonly place: ContentPlace;
  /** Addenda that the versions up to this one brought. */
  readonly addenda: readonly AddendumHead[];
  /** The own key packets; undefined for who has no place in the audience. */
  readonly packets: NamedPackets | undefined;
}

/** What the newest content of a verified element is opened with. */
export function openingOf({ account }: Pick<UnlockedSession, 'account'>, { state, addenda }: StoredElement): Opening {
  const entry = entryOf(state.audience, account.accountId);
  return { place: state, addenda, packets: entry && { epoch: entry.epoch, hashes: [entry.packetHash] } };
}

/**
 * The session key of a content: length, hash and header bytes of the data packet, then the own key packet, then the commitment. Only
 * what this gives may open the content or be wrapped to another reader.
 */
export async function unsealKey(session: UnlockedSession, opening: Opening, content: SealedContent): Promise<Bytes> {
  return unsealKeyOf(session, opening, content, fromB64u(content.dataPacket));
}

async function unsealKeyOf(
  session: UnlockedSession,
  { place, packets }: Opening,
  content: SealedContent,
  dataPacket: Bytes,
): Promise<Bytes> {
  requireContentVersion(place, content.contentVersion);
  await requireDataPacket(place.content, dataPacket);
  const keyPacket = await requireKeyPacket(place, session.account.accountId, packets, content.keyPacket);
  let sessionKey: Bytes;
  try {
    sessionKey = await unwrapSessionKey(session.identities, keyPacket);
  } catch (cause) {
    if (cause instanceof SealchartError && cause.code === 'E_LOCKED') throw cause;
    throw keyPacketError('does not open', place, cause);
  }
  await requireCommitment(session.instance.instanceId, place, sessionKey);
  return sessionKey;
}

/** Opens the newest content of a verified element. Its addenda are still to be proven: see `verifyAddenda`. */
export function openContent(session: UnlockedSession, stored: StoredElement, sealed: SealedContent): Promise<ElementContent> {
  return openContentAt(session, openingOf(session, stored), sealed);
}

/** The second half of a reader's order of work: opens a content and holds it against its manifest. As `openContent`. */
export async function openContentAt(session: UnlockedSession, opening: Opening, sealed: SealedContent): Promise<ElementContent> {
  const { place, addenda } = opening;
  const dataPacket = fromB64u(sealed.dataPacket);
  const sessionKey = await unsealKeyOf(session, opening, sealed, dataPacket);
  const content = parseContent(await openData(sessionKey, dataPacket));
  requireInnerFields(session.instance.instanceId, place, content);
  await requireOpenFields(place, content.openSalt, sealed.open);
  requireBlobs(place, content);
  await requireAddenda(place, addenda, content);
  return content;
}

/** What lists show of proven content. `known`: by what an import knows it again, where that was made of it before. */
export async function summaryOf(content: ElementContent, open: Summary['open'], known?: Summary['resource']): Promise<Summary> {
  const { schema, title, body, source } = content;
  const isResource = schema.startsWith(FHIR_SCHEMA);
  const resource = isResource ? summarizeResource(body) : undefined;
  const facts = isResource ? factsOf(body) : undefined;
  const identity = known ?? (await identityOfContent(content));
  return {
    schema,
    title: title || (resource?.title ?? ''),
    ...(resource?.date === undefined ? {} : { date: resource.date }),
    open,
    ...(source === undefined ? {} : { source: { importId: source.importId, index: source.index, fileHash: source.fileHash } }),
    ...(identity === undefined ? {} : { resource: identity }),
    ...(facts === undefined ? {} : { facts }),
    ...(isResource || schema === NOTE_SCHEMA ? { text: searchTextOf(content, facts) } : {}),
  };
}

/** Addenda first: they are the newest, and a long text must not push them out. */
function searchTextOf({ title, body, addenda }: ElementContent, facts: Summary['facts']): string {
  const remarks = addenda.flatMap(({ statement }) => {
    const text = property(JSON.parse(fromUtf8(fromB64u(statement))), 'text');
    return typeof text === 'string' ? text : [];
  });
  return joinSearchText([title, ...remarks.toReversed(), facts ? resourceSearchText(body, facts) : body]);
}

/** Of a note that of the document that an export makes of it. */
async function identityOfContent({ schema, title, body, source }: ElementContent): Promise<Summary['resource']> {
  if (schema.startsWith(FHIR_SCHEMA)) return identityOf(body, source?.fullUrl);
  return schema === NOTE_SCHEMA ? identityOf(documentOf({ title, text: body }), undefined) : undefined;
}
