import { beforeAll, describe, expect, it } from '@jest/globals';
import { fromB64u, toB64u } from '@sealchart/protocol';
import { secureRandom } from '../adapters/secure-random.ts';
import type { Identity } from '../crypto/openpgp.ts';
import { forgetIdentity, generateIdentity } from '../crypto/openpgp.ts';
import type { SealedStoreKey } from './store-key.ts';
import { SealedStoreKey as Schema, makeStoreKey, openStoreKey, sealStoreKey } from './store-key.ts';

const place = { instanceId: 'ins_AAAAAAAAAAAAAAAAAAAAAA', accountId: 'acc_AAAAAAAAAAAAAAAAAAAAAA' };
const random = secureRandom();
const newIdentity = () => generateIdentity({ profile: 'modern', instanceId: place.instanceId, at: 0 });
const storeKey = makeStoreKey(random);

let [one, two] = [{} as Identity, {} as Identity];
let sealed: SealedStoreKey;
beforeAll(async () => {
  [one, two] = await Promise.all([newIdentity(), newIdentity()]);
  sealed = await sealStoreKey(one, place, storeKey, random);
});

describe('the key of the local store', () => {
  it('opens with the identity it is sealed to, wherever that stands among the others', async () => {
    expect(Schema.safeParse(sealed).success).toBe(true);
    expect(await openStoreKey([one], place, sealed)).toEqual(storeKey);
    expect(await openStoreKey([two, one], place, sealed)).toEqual(storeKey);
  });

  it('is sealed differently each time', async () => {
    expect((await sealStoreKey(one, place, storeKey, random)).sealed).not.toBe(sealed.sealed);
  });

  it('does not open with another identity, or none', async () => {
    const refused = { code: 'E_STORE' };
    await expect(openStoreKey([two], place, sealed)).rejects.toMatchObject(refused);
    await expect(openStoreKey([], place, sealed)).rejects.toMatchObject(refused);
    const { fingerprint } = two.certificate;
    await expect(openStoreKey([two], place, { ...sealed, fingerprint })).rejects.toMatchObject(refused);
  });

  it('does not open for another instance or account, or damaged', async () => {
    const refused = { code: 'E_STORE' };
    await expect(openStoreKey([one], { ...place, instanceId: 'ins_BBBBBBBBBBBBBBBBBBBBBA' }, sealed)).rejects.toMatchObject(refused);
    await expect(openStoreKey([one], { ...place, accountId: 'acc_BBBBBBBBBBBBBBBBBBBBBA' }, sealed)).rejects.toMatchObject(refused);
    for (const at of [0, 12, 59]) {
      const bytes = fromB64u(sealed.sealed).map((byte, i) => (i === at ? byte ^ 1 : byte));
      await expect(openStoreKey([one], place, { ...sealed, sealed: toB64u(bytes) })).rejects.toMatchObject(refused);
    }
  });

  it('does not open once the identity is forgotten', async () => {
    const gone = await newIdentity();
    const entry = await sealStoreKey(gone, place, storeKey, random);
    expect(await openStoreKey([gone], place, entry)).toEqual(storeKey);
    forgetIdentity(gone);
    await expect(openStoreKey([gone], place, entry)).rejects.toMatchObject({ code: 'E_STORE' });
    await expect(sealStoreKey(gone, place, storeKey, random)).rejects.toMatchObject({ code: 'E_LOCKED' });
  });
});
