import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bytes } from '@sealchart/protocol';
import { SEALED_KEYS, fromHex, jcsBytes, toB64u } from '@sealchart/protocol';
import { sealJwe } from '../crypto/jwe.ts';
import { exportSecretKey } from '../crypto/openpgp.ts';
import type { ServedAccount } from '../testing/account-server.ts';
import { AccountServer } from '../testing/account-server.ts';
import { forgeBundle } from '../testing/bundle-forger.ts';
import type { TestDevice } from '../testing/test-device.ts';
import { testDevice } from '../testing/test-device.ts';

const ann = { identifier: 'ann@example.org', password: 'correct horse battery', device: 'spec' };

let server: AccountServer;
let owner: TestDevice;
let saved: ServedAccount;
let secretKey: Bytes;
beforeAll(async () => {
  server = new AccountServer();
  owner = testDevice(server);
  await owner.session.register({ ...ann, name: 'Ann' });
  saved = server.account(ann.identifier);
  secretKey = exportSecretKey(owner.session.current().identity);
});
beforeEach(() => {
  server.accounts.set(ann.identifier, saved);
});

/** Serves a bundle whose sealed secret key is this one, written and signed by somebody who has the account's keys. */
async function serveKey(changed: Uint8Array): Promise<void> {
  const { instance, account, identities } = owner.session.current();
  const accountKey = owner.session.accountKey();
  const forged = await forgeBundle(
    server,
    ann.identifier,
    { accountKey, identities },
    {
      change: async (bundle) => {
        const { accountId, version, fingerprint } = bundle;
        const ctx = { context: SEALED_KEYS, instance: instance.instanceId, account: accountId, version, fingerprint } as const;
        const plaintext = jcsBytes({ keys: [{ fingerprint: account.fingerprint, secretKey: toB64u(changed) }] });
        return { ...bundle, sealedKeys: await sealJwe('sealed-keys', accountKey, ctx, plaintext) };
      },
    },
  );
  server.accounts.set(ann.identifier, forged);
}

/** Offsets of packets' bodies by tag: the secret key, its signature, the secret subkey, its signature (RFC 9580 section 10). */
function packetsOf(bytes: Uint8Array): { tag: number; start: number; end: number }[] {
  const packets = [];
  for (let at = 0; at < bytes.length;) {
    const [head = 0, first = 0, second = 0] = bytes.subarray(at, at + 3);
    const length = first < 192 ? first : ((first - 192) << 8) + second + 192;
    const start = at + (first < 192 ? 2 : 3);
    packets.push({ tag: head & 0x3f, start, end: start + length });
    at = start + length;
  }
  return packets;
}

/** The public key in the body of a key packet: behind version, time, algorithm and length. */
const point = (packet = { start: 0 }) => ({ start: packet.start + 10, end: packet.start + 10 + 32 });

/** Clamping of an X25519 scalar ignores bits 0 to 2 of its first and 6 and 7 of its last byte; bit 3 counts everywhere. */
const flip = (at: number, bit = 8) => secretKey.map((byte, i) => (i === at ? byte ^ bit : byte));

describe('key overwriting', () => {
  it('control: the genuine secret key, written once more, is taken', async () => {
    await serveKey(secretKey);
    const fresh = testDevice(server);
    await fresh.session.login(ann);
    expect(fresh.session.current().identity.certificate).toEqual(owner.session.current().identity.certificate);
    await owner.session.login(ann);
  });

  it('is refused in every region of the sealed key, at a login and at a refresh', async () => {
    const packets = packetsOf(secretKey);
    expect(packets.map(({ tag }) => tag)).toEqual([5, 2, 7, 2]);
    // Version, time and algorithm, then the public key of 32 bytes; every third byte of the signatures and secrets.
    const offsets = packets.flatMap(({ tag, start, end }) => {
      const all = Array.from({ length: end - start }, (_, i) => start + i);
      return tag === 2 ? all.filter((_, i) => i % 9 === 0) : all;
    });
    expect(offsets.length).toBeGreaterThan(150);
    const known = testDevice(server);
    server.accounts.set(ann.identifier, saved);
    const fresh = testDevice(server);
    for (const at of offsets) {
      server.accounts.set(ann.identifier, saved);
      await serveKey(flip(at));
      await expect(fresh.session.login(ann).catch((error: { code: string }) => [at, error.code])).resolves.toEqual([at, 'E_BUNDLE']);
    }
    expect(fresh.store.entries.size).toBe(0);
    server.accounts.set(ann.identifier, saved);
    await known.session.login(ann);
    const publicPoint = (packets[2]?.start ?? 0) + 12;
    await serveKey(flip(publicPoint));
    await expect(known.session.refresh()).rejects.toMatchObject({ code: 'E_BUNDLE' });
  }, 60_000);

  it('control: a bit that does not belong to the key changes nothing, not even what a device has sealed', async () => {
    const known = testDevice(server);
    await known.session.login(ann);
    await known.session.current().store.write({ put: new Map([['note/1', Uint8Array.of(1)]]) });
    const subkey = packetsOf(secretKey)[2];
    await serveKey(flip((subkey?.end ?? 0) - 32, 1));
    await known.session.refresh();
    known.session.lock();
    await known.session.unlock(ann);
    await known.session.login(ann);
    expect(await known.session.current().store.getBytes('note/1')).toEqual(Uint8Array.of(1));
  });

  it('is refused with the public half of another key, and with a foreign subkey', async () => {
    const stranger = testDevice(new AccountServer());
    await stranger.session.register({ ...ann, name: 'Eve' });
    const theirs = exportSecretKey(stranger.session.current().identity);
    const [primary, , subkey] = packetsOf(secretKey);
    const splice = ({ start, end }: { start: number; end: number }) =>
      secretKey.map((byte, i) => (i >= start && i < end ? (theirs[i] ?? 0) : byte));
    for (const changed of [
      theirs,
      splice(point(primary)),
      splice(point(subkey)),
      splice(subkey ?? { start: 0, end: 0 }),
      secretKey.subarray(0, subkey?.start),
      Uint8Array.from([...secretKey, ...fromHex('ca03504750')]),
    ]) {
      server.accounts.set(ann.identifier, saved);
      await serveKey(changed);
      await expect(testDevice(server).session.login(ann)).rejects.toMatchObject({ code: 'E_BUNDLE' });
    }
  });
});
