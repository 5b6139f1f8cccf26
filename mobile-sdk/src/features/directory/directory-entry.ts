import type { AccountChain, DirectoryEntry } from '@sealchart/protocol';
import {
  PROFILE,
  ProfileStatement,
  SealchartError,
  fromB64u,
  keyOf,
  parseStatement,
  replayAccountChain,
  verifyStatement,
} from '@sealchart/protocol';

/** What a directory entry proves by itself. */
export interface VerifiedEntry {
  readonly chain: AccountChain;
  /** Self-given name and the number of the statement that gave it. */
  readonly profile: { readonly name: string; readonly number: number };
}

/**
 * Replays an entry's chain and checks the profile's signature; nothing in it is believed before. Throws `E_BIND` when it
 * is the entry of another account than was asked for, otherwise as `replayAccountChain` and `verifyStatement`.
 */
export async function verifyEntry(instanceId: string, entry: DirectoryEntry, accountId = entry.accountId): Promise<VerifiedEntry> {
  if (entry.accountId !== accountId) throw new SealchartError('E_BIND', { detail: 'directory entry of another account' });
  const chain = await replayAccountChain(instanceId, accountId, entry.events, entry.certificates.map(fromB64u));
  const profile = await parseStatement(ProfileStatement, PROFILE, instanceId, entry.profile);
  requireOwnProfile(profile.value, accountId);
  await verifyStatement(profile, keyOf(chain, profile.value.author.fingerprint).certificate);
  return { chain, profile: { name: profile.value.name, number: profile.value.number } };
}

/** A name is given by the account that it is shown for. `E_AUTHOR`. */
function requireOwnProfile({ author }: ProfileStatement, accountId: string): void {
  if (author.account !== accountId) throw new SealchartError('E_AUTHOR', { detail: 'profile of another account' });
}
