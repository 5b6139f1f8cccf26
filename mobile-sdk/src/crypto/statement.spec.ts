import { describe, expect, it } from '@jest/globals';
import { PROFILE, ProfileStatement, accountIdOf, parseStatement, verifyStatement } from '@sealchart/protocol';
import { generateIdentity } from './openpgp.ts';
import { authorFields, signStatement } from './statement.ts';

const instanceId = 'ins_AAAAAAAAAAAAAAAAAAAAAA';
const at = Date.parse('2026-11-21T03:00:00.789Z');

async function newSigner() {
  const identity = await generateIdentity({ profile: 'modern', instanceId, at });
  return { instance: { instanceId }, account: { accountId: await accountIdOf(instanceId, identity.certificate.fingerprint) }, identity };
}

describe('signing a statement', () => {
  it('gives what the protocol verifies, with the hash that a successor names', async () => {
    const signer = await newSigner();
    const value = { ...authorFields(signer, at), context: PROFILE, number: 1, previous: null, name: 'Ann' } as const;
    const { signed, hash, bytes } = await signStatement(signer.identity, at, ProfileStatement, value);
    const parsed = await parseStatement(ProfileStatement, PROFILE, instanceId, signed);
    expect(parsed).toMatchObject({ value, hash, bytes });
    expect(parsed.value.authoredAt).toBe('2026-11-21T03:00:00Z');
    await verifyStatement(parsed, signer.identity.certificate);
    await expect(verifyStatement(parsed, (await newSigner()).identity.certificate)).rejects.toMatchObject({ code: 'E_AUTHOR' });
  });

  it('refuses a value that does not fit', async () => {
    const signer = await newSigner();
    const value = { ...authorFields(signer, at), context: PROFILE, number: 0, previous: null, name: ' ' } as const;
    await expect(signStatement(signer.identity, at, ProfileStatement, value)).rejects.toMatchObject({ code: 'E_FORMAT' });
  });
});
