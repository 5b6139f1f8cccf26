import { beforeAll, describe, expect, it } from '@jest/globals';
import type { KeyBundle } from '@sealchart/protocol';
import { AccountEvent, ACCOUNT_EVENT, bundleHashOf, idOf, parseStatement } from '@sealchart/protocol';
import type { Identity } from '../../crypto/openpgp.ts';
import { forgetIdentity, generateIdentity } from '../../crypto/openpgp.ts';
import { openKeys } from '../../crypto/sealed-keys.ts';
import { openSlot, slotContextOf, slotKeysOf } from '../../crypto/slots.ts';
import { AccountServer } from '../../testing/account-server.ts';
import { testDevice } from '../../testing/test-device.ts';
import type { BundleBase, BundlePlan } from './next-bundle.ts';
import { makeNextBundle } from './next-bundle.ts';

const password = 'correct horse battery';
const secret = new Uint8Array(32).fill(5);
const accountKey = new Uint8Array(32).fill(6);
const at = Date.UTC(2026, 5, 1);

let base: BundleBase;
let other: BundleBase;
let next: Identity;
let recovery: BundlePlan['atHand'][number];
beforeAll(async () => {
  const server = new AccountServer();
  const baseOf = async (identifier: string): Promise<BundleBase> => {
    const { session } = testDevice(server);
    const { chain, identities } = await session.register({ identifier, password, device: 'spec', name: 'Ann' });
    await session.makeRecoveryKit({ password });
    const { bundle, entry } = server.account(identifier).answer;
    return { instanceId: server.instance.instanceId, chain: session.current().chain ?? chain, bundle, entry, identities };
  };
  base = await baseOf('ann@example.org');
  other = await baseOf('bob@example.org');
  next = await generateIdentity({ profile: 'modern', instanceId: base.instanceId, accountId: base.bundle.accountId, at });
  recovery = { kind: 'recovery', slotId: idOf('slt_', new Uint8Array(16)), secret };
});

const kept = (bundle: KeyBundle = base.bundle) => bundle.slots.filter(({ kind }) => kind === 'password');
const plan = (change: Partial<BundlePlan> = {}): BundlePlan => ({ accountKey, atHand: [recovery], kept: kept(), at, ...change });
const rotation = (identity = next) => ({ identity, cause: 'routine' }) as const;

describe('the next bundle', () => {
  it('has the next version and slots in order; what is named nowhere is gone', async () => {
    const { bundle, events, own } = await makeNextBundle(base, plan());
    expect(bundle.version).toBe(base.bundle.version + 1);
    const ids = bundle.slots.map(({ slotId }) => slotId);
    expect(ids).toEqual([recovery.slotId, ...kept().map(({ slotId }) => slotId)].toSorted());
    expect(bundle.slots.every((slot) => slotContextOf(slot).version === bundle.version)).toBe(true);
    expect(events).toHaveLength(1);
    expect(own.chain.bundle).toEqual({ version: bundle.version, hash: await bundleHashOf(bundle) });
  });

  it('opens with every secret at hand, and a slot there vouches for the event before its own', async () => {
    const place = { instanceId: base.instanceId, accountId: base.bundle.accountId, slotId: recovery.slotId };
    for (const [isRotation, sequence] of [
      [false, base.chain.sequence],
      [true, base.chain.sequence + 1],
    ] as const) {
      const { bundle, events, own } = await makeNextBundle(base, plan(isRotation ? { rotation: rotation() } : {}));
      const slot = bundle.slots.find(({ slotId }) => slotId === recovery.slotId) as KeyBundle['slots'][number];
      expect(slot.origin.sequence).toBe(sequence);
      const key = await openSlot(slot, await slotKeysOf(secret, place), slotContextOf(slot));
      expect(await openKeys(key, base.instanceId, bundle)).toHaveLength(isRotation ? 2 : 1);
      expect(own.chain.keys).toHaveLength(isRotation ? 2 : 1);
      const kinds = events.map((event) => parseStatement(AccountEvent, ACCOUNT_EVENT, base.instanceId, event));
      expect((await Promise.all(kinds)).map(({ value }) => value.kind)).toEqual(isRotation ? ['rotate', 'bundle'] : ['bundle']);
    }
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['a slot of another account', 'E_BUNDLE', () => makeNextBundle(base, plan({ kept: kept(other.bundle) }))],
    ['fewer identities than the chain has keys', 'E_LOCKED', () => makeNextBundle({ ...base, identities: [] }, plan())],
    ['the identity of somebody else', 'E_AUTHOR', () => makeNextBundle({ ...base, identities: other.identities }, plan())],
    ['an identity too many', 'E_BUNDLE', () => makeNextBundle({ ...base, identities: [...base.identities, next] }, plan())],
    ['the chain of somebody else', 'E_FORMAT', () => makeNextBundle({ ...base, chain: other.chain }, plan())],
    ['the entry of somebody else', 'E_BUNDLE', () => makeNextBundle({ ...base, entry: other.entry }, plan())],
    ['a key that was used before', 'E_CERT', () => makeNextBundle(base, plan({ rotation: rotation(base.identities[0]) }))],
  ])('is not made of %s', async (_, code, make) => {
    await expect(make()).rejects.toMatchObject({ code });
  });

  it('is not made with keys that were forgotten', async () => {
    const gone = await generateIdentity({ profile: 'modern', instanceId: base.instanceId, accountId: base.bundle.accountId, at });
    forgetIdentity(gone);
    await expect(makeNextBundle(base, plan({ rotation: rotation(gone) }))).rejects.toMatchObject({ code: 'E_LOCKED' });
    await makeNextBundle(base, plan({ rotation: rotation() }));
  });
});
