import type { SignedStatement } from '@sealchart/protocol';
import { PROFILE, ProfileStatement, SealchartError } from '@sealchart/protocol';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import { checkName } from '../../session/credentials.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';

/** Tries when another device of the account writes a profile at the same time. */
const ROUNDS = 4;

/** Signs the own name with the current key, as the successor of the newest profile. `E_CONFLICT` when others were faster each time. */
export async function renewProfile(session: UnlockedSession): Promise<void> {
  for (let round = 1; ; round += 1) {
    const { fingerprint, name } = session.profile;
    if (fingerprint === session.identity.certificate.fingerprint) return;
    try {
      await writeProfile(session, name);
      return;
    } catch (error) {
      if (!isConflict(error) || round === ROUNDS) throw error;
      await session.keepProfile(await shownProfile(session));
    }
  }
}

/**
 * Gives oneself another name, as the successor of the newest profile that the server shows. `E_REQUEST`; `E_CONFLICT` when another device
 * was faster: its name is kept here, and the person decides; `E_BUNDLE` when what the server shows is not this account's own.
 */
export async function changeName(session: UnlockedSession, name: string): Promise<void> {
  checkName(name);
  await session.keepProfile(await shownProfile(session));
  const { profile, identity } = session;
  if (profile.name === name && profile.fingerprint === identity.certificate.fingerprint) return;
  try {
    await writeProfile(session, name);
  } catch (error) {
    // The answer to the first try may have been lost: what the server shows then is the own statement.
    if (isConflict(error)) await session.keepProfile(await shownProfile(session));
    if (session.profile.name !== name) throw error;
  }
}

/** Writes the successor of the newest profile that this device knows. `E_CONFLICT` when the server has another one. */
async function writeProfile(session: UnlockedSession, name: string): Promise<void> {
  const { api, identity, ports, profile } = session;
  const now = ports.clock.now();
  const value = { context: PROFILE, ...authorFields(session, now), number: profile.number + 1, previous: profile.hash, name } as const;
  const { signed } = await signStatement(identity, now, ProfileStatement, value);
  await api.writeProfile({ profile: signed });
  await session.keepProfile(signed);
}

function isConflict(error: unknown): boolean {
  return error instanceof SealchartError && error.code === 'E_CONFLICT';
}

/** The own profile as everybody is shown it. */
async function shownProfile({ account, api }: UnlockedSession): Promise<SignedStatement> {
  const { entries } = await api.accounts({ accountIds: [account.accountId] });
  const own = entries.find(({ accountId }) => accountId === account.accountId);
  if (!own) throw new SealchartError('E_ANSWER', { detail: 'the own account is not in the directory' });
  return own.profile;
}
