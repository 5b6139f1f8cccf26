import type { AudienceEntry, Certificate, ElementState, SealedContent } from '@sealchart/protocol';
import { AUDIENCE_ENTRIES, Instant, SealchartError, atLeast, entryOf, fromInstant, hasEnded, roleAt } from '@sealchart/protocol';
import type { OnProgress, Outcome } from '../../client-api/edits.ts';
import type { Grant } from '../../client-api/people.ts';
import type { PrepareAccess } from './audience-change.ts';
import { changeAudiences } from './audience-change.ts';
import { openingOf, unsealKey } from './content-opening.ts';
import type { ElementsContext } from './context.ts';
import { sealHistory } from './history-keys.ts';
import type { PendingWrite } from './seal.ts';
import { sealAccess, wrapFor } from './seal.ts';
import type { StoredElement } from './stored-element.ts';

/**
 * Gives an account a role on elements: one access version each with one key packet, and with those of earlier contents where the history
 * is shared; content is not sealed again. The account's key is held against the pin before anything is opened or sealed
 * (`E_KEY_CHANGED`), each session key against its commitment before it is wrapped. `E_REQUEST` and `E_CLOCK` for an end that is no
 * instant or has come, `E_GRANT` for a share to oneself.
 */
export async function shareElements(
  context: ElementsContext,
  elementIds: readonly string[],
  { accountId, grant }: { readonly accountId: string; readonly grant: Grant },
  onProgress?: OnProgress,
): Promise<Outcome[]> {
  const { account, ports } = context.session;
  if (accountId === account.accountId) throw new SealchartError('E_GRANT', { detail: 'this is you: you read it already' });
  requireFuture(grant.until, ports.clock.now());
  const begin = async (current: ElementsContext): Promise<PrepareAccess> => {
    const certificate = (await current.directory.recipients([accountId])).get(accountId);
    if (!certificate) throw new SealchartError('E_PERSON_UNKNOWN');
    return (stored, content) => prepareGrant(current, { stored, content }, { accountId, certificate }, grant);
  };
  return changeAudiences(context, elementIds, { needsContent: true, begin }, onProgress);
}

/** Takes an account out of the audience of elements. What it has read it may have kept. */
export function revokeElements(
  context: ElementsContext,
  elementIds: readonly string[],
  accountId: string,
  onProgress?: OnProgress,
): Promise<Outcome[]> {
  const begin =
    async (current: ElementsContext): Promise<PrepareAccess> =>
    (stored) =>
      prepareRemoval(current, stored, accountId);
  return changeAudiences(context, elementIds, { needsContent: false, begin }, onProgress);
}

/** An end that has passed would give nothing. `E_REQUEST`, `E_CLOCK`. */
function requireFuture(until: Grant['until'], nowMs: number): void {
  if (until === undefined || until === null) return;
  if (!Instant.safeParse(until).success) throw new SealchartError('E_REQUEST', { detail: 'until: YYYY-MM-DDTHH:MM:SSZ' });
  if (fromInstant(until) <= nowMs) throw new SealchartError('E_CLOCK', { detail: 'the end of a share lies in the future' });
}

interface Recipient {
  readonly accountId: string;
  readonly certificate: Certificate;
}

async function prepareGrant(
  context: ElementsContext,
  { stored, content }: { readonly stored: StoredElement; readonly content: SealedContent | undefined },
  recipient: Recipient,
  grant: Grant,
): Promise<PendingWrite | undefined> {
  const { session } = context;
  const { state } = stored;
  const { accountId, certificate } = recipient;
  if (accountId === state.recordId) throw new SealchartError('E_GRANT', { detail: 'the owner of the record reads it already' });
  const before = entryOf(state.audience, accountId);
  const terms = termsOf(before, grant, session.ports.clock.now());
  const { fingerprint } = certificate.encryption;
  if (before?.fingerprint === fingerprint && isSameTerms(before, terms)) return undefined;
  requireManager(session, state);
  const others = state.audience.filter((entry) => entry.principal !== accountId);
  if (others.length >= AUDIENCE_ENTRIES)
    throw new SealchartError('E_LIMIT', { detail: `an element has at most ${AUDIENCE_ENTRIES} readers` });
  const isNewHistory = terms.history === true && before?.history !== true;
  const history = isNewHistory ? await sealHistory(context, stored, recipient) : { entry: keptHistory(before, terms), packets: [] };
  const entry: AudienceEntry = { principal: accountId, epoch: 0, fingerprint, ...terms, ...history.entry };
  const historyPackets = history.packets;
  if (before?.fingerprint === fingerprint && before.until === terms.until) {
    // Other terms under the same key: the reader has its packet already, and an RSA reader its hash.
    const { packetHash } = before;
    const kept = { ...entry, ...(packetHash === undefined ? {} : { packetHash }) };
    return sealAccess(session, stored, { audience: [...others, kept], keyPackets: [], historyPackets });
  }
  if (!content) throw new SealchartError('E_INCOMPLETE', { detail: 'content is missing' });
  const sessionKey = await unsealKey(session, openingOf(session, stored), content);
  // Whose end moves may lack the key of what was written behind the former end.
  const wrapped = await wrapFor(entry, certificate, sessionKey);
  return sealAccess(session, stored, { audience: [...others, wrapped.entry], keyPackets: [wrapped.packet], historyPackets });
}

type Terms = Pick<AudienceEntry, 'role' | 'until' | 'history'>;

/** What an entry grants from now on: what is not named stays as it is. `E_CLOCK` where that is an end that has come. */
function termsOf(before: AudienceEntry | undefined, grant: Grant, nowMs: number): Terms {
  if (before && grant.until === undefined && hasEnded(before, nowMs)) {
    throw new SealchartError('E_CLOCK', { detail: `this access ended at ${before.until}: name a new end, or none` });
  }
  const until = grant.until === undefined ? before?.until : grant.until;
  const history = grant.history ?? before?.history ?? false;
  return {
    role: grant.role ?? before?.role ?? 'viewer',
    ...(until === undefined || until === null ? {} : { until }),
    ...(history ? { history } : {}),
  };
}

function isSameTerms(before: AudienceEntry, terms: Terms): boolean {
  return before.role === terms.role && before.until === terms.until && before.history === terms.history;
}

/** Who stays entitled keeps the packets of former contents, and with RSA their hashes. */
function keptHistory(before: AudienceEntry | undefined, { history }: Terms): Pick<AudienceEntry, 'historyPackets'> {
  return history && before?.historyPackets ? { historyPackets: before.historyPackets } : {};
}

async function prepareRemoval({ session }: ElementsContext, stored: StoredElement, accountId: string): Promise<PendingWrite | undefined> {
  const { state } = stored;
  if (!entryOf(state.audience, accountId)) return undefined;
  requireManager(session, state);
  const audience = state.audience.filter((entry) => entry.principal !== accountId);
  return sealAccess(session, stored, { audience, keyPackets: [] });
}

/** Only managers and the owner change who reads. `E_RIGHT`; what they may change is judged as the manifest is made. */
function requireManager({ account, ports }: ElementsContext['session'], { audience }: ElementState): void {
  const role = roleAt(audience, account.accountId, ports.clock.now());
  if (!role || !atLeast(role, 'manager')) throw new SealchartError('E_RIGHT', { detail: `you are ${role ?? 'no reader'} of this element` });
}
