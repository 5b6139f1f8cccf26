import type { SignedStatement } from '@sealchart/protocol';
import { PROFILE, ProfileStatement, SealchartError } from '@sealchart/protocol';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';

/** Tries when another device of the account writes a profile at the same time. */
const ROUNDS = 4;

/** Signs the own name with the current key, as the successor of the newest profile. `E_CONFLICT` when others were faster each time. */
export async function renewProfile(session: UnlockedSession): Promise<void> {
  const { api, identity, ports } = session;
  for (let round = 1; ; round += 1) {
    const { fingerprint, number, hash, name } = session.profile;
    if (fingerprint === identity.certificate.fingerprint) return;
    const now = ports.clock.now();
    const value = { context: PROFILE, ...authorFields(session, now), number: number + 1, previous: hash, name } as const;
    const { signed } = await signStatement(identity, now, ProfileStatement, value);
    try {
      await api.writeProfile({ profile: signed });
      await session.keepProfile(signed);
      return;
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_CONFLICT' || round === ROUNDS) throw error;
      await session.keepProfile(await shownProfile(session));
    }
  }
}

/** The own profile as everybody is shown it. */
async function shownProfile({ account, api }: UnlockedSession): Promise<SignedStatement> {
  const { entries } = await api.accounts({ accountIds: [account.accountId] });
  const own = entries.find(({ accountId }) => accountId === account.accountId);
  if (!own) throw new SealchartError('E_ANSWER', { detail: 'the own account is not in the directory' });
  return own.profile;
}
