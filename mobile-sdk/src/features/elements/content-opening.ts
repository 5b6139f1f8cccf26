import type { Bytes, ElementContent, ElementView } from '@sealchart/protocol';
import { SealchartError, fromB64u, parseContent } from '@sealchart/protocol';
import { unwrapSessionKey } from '../../crypto/key-packet.ts';
import { openData } from '../../crypto/seipd.ts';
import { summarizeResource } from '../../fhir/summary.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
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
import type { StoredElement, Summary } from './stored-element.ts';

/** Packets of an element as the server sends them. */
export type SealedContent = NonNullable<ElementView['content']>;

/** Prefix of the schemas of FHIR R4 resources. */
export const FHIR_SCHEMA = 'fhir/R4/';

/**
 * The session key of a verified element: length, hash and header bytes of the data packet, then the own key packet, then
 * the commitment. Only what this gives may open the content or be wrapped to another reader.
 */
export async function unsealKey(session: UnlockedSession, stored: StoredElement, content: SealedContent): Promise<Bytes> {
  return unsealKeyOf(session, stored, content, fromB64u(content.dataPacket));
}

async function unsealKeyOf(session: UnlockedSession, { state }: StoredElement, content: SealedContent, dataPacket: Bytes): Promise<Bytes> {
  requireContentVersion(state, content.contentVersion);
  await requireDataPacket(state.content, dataPacket);
  const keyPacket = await requireKeyPacket(state, session.account.accountId, content.keyPacket);
  let sessionKey: Bytes;
  try {
    sessionKey = await unwrapSessionKey(session.identities, keyPacket);
  } catch (cause) {
    if (cause instanceof SealchartError && cause.code === 'E_LOCKED') throw cause;
    throw keyPacketError('does not open', state, cause);
  }
  await requireCommitment(session.instance.instanceId, state, sessionKey);
  return sessionKey;
}

/** The second half of a reader's order of work: opens the content of a verified element and holds it against its manifest. */
export async function openContent(session: UnlockedSession, stored: StoredElement, sealed: SealedContent): Promise<ElementContent> {
  const { state } = stored;
  const dataPacket = fromB64u(sealed.dataPacket);
  const sessionKey = await unsealKeyOf(session, stored, sealed, dataPacket);
  const content = parseContent(await openData(sessionKey, dataPacket));
  requireInnerFields(session.instance.instanceId, state, content);
  await requireOpenFields(state, content.openSalt, sealed.open);
  requireBlobs(state, content);
  await requireAddenda(state, stored.addenda, content);
  return content;
}

/** What lists show of proven content. */
export function summaryOf(content: ElementContent, open: Summary['open']): Summary {
  const { schema, title, body, source } = content;
  const resource = schema.startsWith(FHIR_SCHEMA) ? summarizeResource(body) : undefined;
  return {
    schema,
    title: title || (resource?.title ?? ''),
    ...(resource?.date === undefined ? {} : { date: resource.date }),
    open,
    ...(source === undefined ? {} : { source: { importId: source.importId, index: source.index } }),
  };
}
