import { describe, expect, it } from '@jest/globals';
import { idOf } from '@sealchart/protocol';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { verifyEntry } from './directory-entry.ts';
import { accept, meet } from './meeting.ts';
import type { PersonRecord, VerificationMark } from './person-record.ts';
import { personState } from './person-record.ts';

const instanceId = idOf('ins_', crypto.getRandomValues(new Uint8Array(16)));
const verified = (account: DirectoryAccount) => verifyEntry(instanceId, account.entry());

/** An account that a device pinned as it was then. */
const pinned = async () => {
  const account = await DirectoryAccount.create(instanceId, 'Dr Ada');
  await account.bundle();
  return { account, record: meet(undefined, await verified(account)).record };
};

const markOf = (account: DirectoryAccount): VerificationMark => ({
  fingerprint: account.identity.certificate.fingerprint,
  method: 'words',
  result: 'verified',
  number: 1,
  hash: 'A'.repeat(43),
});

describe('meeting a person again', () => {
  it('pins the chain and the self-given name at first contact', async () => {
    const { account, record } = await pinned();
    expect(record).toMatchObject({ accountId: account.accountId, pin: { name: 'Dr Ada', closed: false, profileNumber: 1 } });
    expect(record.pin?.hashes).toHaveLength(3);
    expect(personState(record)).toBe('unverified');
  });

  it('moves the pin along the same chain, a routine rotation and another name', async () => {
    const { account, record } = await pinned();
    await account.rotate('routine');
    await account.rename('Prof Ada');
    const meeting = meet(record, await verified(account));
    expect(meeting).toMatchObject({ met: 'as-known', record: { pin: { name: 'Prof Ada' } } });
    expect(meeting.record.pin?.keys).toHaveLength(2);
    expect(meeting.record.pin?.keys[0]?.retired).toBe('routine');
  });

  it('keeps a verification through a routine rotation', async () => {
    const { account, record } = await pinned();
    const mark = markOf(account);
    await account.rotate('routine');
    expect(personState(meet({ ...record, mark }, await verified(account)).record)).toBe('verified');
  });

  it('refuses an older genuine state and leaves the pin', async () => {
    const { account, record } = await pinned();
    const older = await verified(account);
    await account.rotate('routine');
    const newer = meet(record, await verified(account)).record;
    expect(() => meet(newer, older)).toThrow(expect.objectContaining({ code: 'E_ROLLBACK' }));
  });

  it('refuses an older profile', async () => {
    const { account, record } = await pinned();
    const older = await verified(account);
    await account.rename('Prof Ada');
    const renamed = meet(record, await verified(account)).record;
    expect(renamed.pin?.name).toBe('Prof Ada');
    expect(() => meet(renamed, older)).toThrow(expect.objectContaining({ code: 'E_ROLLBACK' }));
  });

  it('calls a fork of the chain changed, without touching the pin', async () => {
    const { account, record } = await pinned();
    const fork = await account.fork();
    expect(fork.accountId).toBe(account.accountId);
    const meeting = meet(record, await verified(fork));
    expect(meeting).toMatchObject({
      met: 'changed',
      record: { alert: { reason: 'chain', fingerprint: fork.identity.certificate.fingerprint } },
    });
    expect(meeting.record.pin).toEqual(record.pin);
    expect(personState(meeting.record)).toBe('changed');
  });

  it('calls a key that was given up as compromised changed', async () => {
    const { account, record } = await pinned();
    await account.rotate('compromise');
    const meeting = meet(record, await verified(account));
    expect(meeting).toMatchObject({ met: 'changed', record: { alert: { reason: 'key' } } });
    expect(meeting.record.pin).toEqual(record.pin);
  });

  it('does not pin at first contact what another device verified differently', async () => {
    const { account } = await pinned();
    const stranger = await DirectoryAccount.create(instanceId, 'Dr Ada');
    const known: PersonRecord = { accountId: account.accountId, mark: markOf(stranger) };
    const meeting = meet(known, await verified(account));
    expect(meeting.met).toBe('changed');
    expect(meeting.record.pin).toBeUndefined();
  });

  it('takes a changed key over once a person accepts it', async () => {
    const { account, record } = await pinned();
    await account.rotate('compromise');
    const entry = await verified(account);
    const alerted: PersonRecord = { ...meet(record, entry).record, identifier: 'ada@example.org' };
    const accepted = { ...accept(alerted, entry), mark: markOf(account) };
    expect(accepted).not.toHaveProperty('alert');
    expect(accepted.identifier).toBe('ada@example.org');
    expect(personState(accepted)).toBe('verified');
  });

  it('does not count a withdrawn verification, nor one of a key that is not in the chain', async () => {
    const { account, record } = await pinned();
    const stranger = await DirectoryAccount.create(instanceId, 'x');
    expect(personState({ ...record, mark: { ...markOf(account), result: 'withdrawn' } })).toBe('unverified');
    expect(personState({ ...record, mark: markOf(stranger) })).toBe('changed');
    expect(personState({ ...record, mark: markOf(account) })).toBe('verified');
  });
});
