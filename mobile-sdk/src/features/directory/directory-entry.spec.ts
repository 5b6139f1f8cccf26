import { describe, expect, it } from '@jest/globals';
import { idOf } from '@sealchart/protocol';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { verifyEntry } from './directory-entry.ts';

const instanceId = idOf('ins_', crypto.getRandomValues(new Uint8Array(16)));

describe('a directory entry', () => {
  it('proves chain and name', async () => {
    const account = await DirectoryAccount.create(instanceId, 'Kim');
    await account.rotate('routine');
    const { chain, profile } = await verifyEntry(instanceId, account.entry(), account.accountId);
    expect(chain.keys.map((key) => key.certificate.fingerprint)).toEqual(account.identities.map((i) => i.certificate.fingerprint));
    expect(profile).toEqual({ name: 'Kim', number: 1 });
  });

  it('is refused when it is that of another account', async () => {
    const [asked, other] = [await DirectoryAccount.create(instanceId, 'a'), await DirectoryAccount.create(instanceId, 'b')];
    await expect(verifyEntry(instanceId, other.entry(), asked.accountId)).rejects.toMatchObject({ code: 'E_BIND' });
    await expect(verifyEntry(instanceId, { ...other.entry(), accountId: asked.accountId })).rejects.toMatchObject({ code: 'E_AUTHOR' });
  });

  it('is refused with the profile of another account, or one that was signed by nobody', async () => {
    const [account, other] = [await DirectoryAccount.create(instanceId, 'a'), await DirectoryAccount.create(instanceId, 'b')];
    const entry = account.entry();
    await expect(verifyEntry(instanceId, { ...entry, profile: other.entry().profile })).rejects.toMatchObject({ code: 'E_AUTHOR' });
    const { signature } = other.entry().profile;
    await expect(verifyEntry(instanceId, { ...entry, profile: { ...entry.profile, signature } })).rejects.toMatchObject({
      code: 'E_SIGNATURE',
    });
  });

  it('is refused with events of another instance', async () => {
    const account = await DirectoryAccount.create(idOf('ins_', crypto.getRandomValues(new Uint8Array(16))), 'a');
    await expect(verifyEntry(instanceId, account.entry())).rejects.toMatchObject({ code: 'E_INSTANCE' });
  });
});
