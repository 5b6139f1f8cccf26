import type { AudienceEntry, Certificate, ElementState, Role } from '@sealchart/protocol';
import { AUDIENCE_ENTRIES, SealchartError, atLeast, entryOf, roleAt } from '@sealchart/protocol';
import type { Grant, OnProgress, Outcome } from '../../client-api.ts';
import { changeAudiences } from './audience-change.ts';
import type { SealedContent } from './content-opening.ts';
import { unsealKey } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import type { PendingWrite } from './seal.ts';
import { sealAccess, wrapFor } from './seal.ts';
import type { StoredElement } from './stored-element.ts';

/**
 * Gives an account a role on elements: one access version each with one key packet; content is not sealed again. The
 * account's key is held against the pin before anything is opened or sealed (`E_KEY_CHANGED`), each session key
 * against its commitment before it is wrapped.
 */
export async function shareElements(
  context: ElementsContext,
  elementIds: readonly string[],
  { accountId, grant: { role = 'viewer' } }: { readonly accountId: string; readonly grant: Grant },
  onProgress?: OnProgress,
): Promise<Outcome[]> {
  const certificate = (await context.directory.recipients([accountId])).get(accountId);
  if (!certificate) throw new SealchartError('E_PERSON_UNKNOWN');
  const grant: NewEntry = { accountId, role, certificate };
  const prepare = (stored: StoredElement, content: SealedContent | undefined) => prepareGrant(context, stored, content, grant);
  return changeAudiences(context, elementIds, { needsContent: true, prepare }, onProgress);
}

/** Takes an account out of the audience of elements. What it has read it may have kept. */
export function revokeElements(
  context: ElementsContext,
  elementIds: readonly string[],
  accountId: string,
  onProgress?: OnProgress,
): Promise<Outcome[]> {
  const prepare = (stored: StoredElement) => prepareRemoval(context, stored, accountId);
  return changeAudiences(context, elementIds, { needsContent: false, prepare }, onProgress);
}

interface NewEntry {
  readonly accountId: string;
  readonly role: Exclude<Role, 'owner'>;
  readonly certificate: Certificate;
}

async function prepareGrant(
  { session }: ElementsContext,
  stored: StoredElement,
  content: SealedContent | undefined,
  { accountId, role, certificate }: NewEntry,
): Promise<PendingWrite | undefined> {
  const { state } = stored;
  const { fingerprint } = certificate.encryption;
  const before = entryOf(state.audience, accountId);
  if (before?.role === role && before.fingerprint === fingerprint && before.until === undefined) return undefined;
  requireManager(session, state);
  const others = state.audience.filter((entry) => entry.principal !== accountId);
  if (others.length >= AUDIENCE_ENTRIES)
    throw new SealchartError('E_LIMIT', { detail: `an element has at most ${AUDIENCE_ENTRIES} readers` });
  const entry: AudienceEntry = { principal: accountId, role, epoch: 0, fingerprint };
  if (before?.fingerprint === fingerprint) {
    // Another role under the same key: the reader has its packet already, and an RSA reader its hash.
    const { packetHash } = before;
    return sealAccess(session, stored, [...others, { ...entry, ...(packetHash === undefined ? {} : { packetHash }) }], []);
  }
  if (!content) throw new SealchartError('E_INCOMPLETE', { detail: 'content is missing' });
  const sessionKey = await unsealKey(session, stored, content);
  const wrapped = await wrapFor(entry, certificate, sessionKey);
  return sealAccess(session, stored, [...others, wrapped.entry], [wrapped.packet]);
}

async function prepareRemoval({ session }: ElementsContext, stored: StoredElement, accountId: string): Promise<PendingWrite | undefined> {
  const { state } = stored;
  if (!entryOf(state.audience, accountId)) return undefined;
  requireManager(session, state);
  return sealAccess(
    session,
    stored,
    state.audience.filter((entry) => entry.principal !== accountId),
    [],
  );
}

/** Only managers and the owner change who reads. `E_RIGHT`; what they may change is judged as the manifest is made. */
function requireManager({ account, ports }: ElementsContext['session'], { audience }: ElementState): void {
  const role = roleAt(audience, account.accountId, ports.clock.now());
  if (!role || !atLeast(role, 'manager')) throw new SealchartError('E_RIGHT', { detail: `${role ?? 'no reader'} of this element` });
}
