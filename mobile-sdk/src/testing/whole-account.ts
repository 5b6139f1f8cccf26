import { expect } from '@jest/globals';
import { signDetached } from '../crypto/openpgp.ts';
import type { AccountServer } from './account-server.ts';
import type { TestDevice } from './test-device.ts';
import { testDevice } from './test-device.ts';

/** Device and server hold the same newest state; the device opens it offline with the password, a fresh one by a login. */
export async function expectSameState(
  server: AccountServer,
  { store, open, http }: TestDevice,
  { identifier, password }: { readonly identifier: string; readonly password: string },
): Promise<void> {
  const { bundle, entry } = server.account(identifier).answer;
  const clear = (key: string): unknown => JSON.parse(Buffer.from(store.entries.get(key) ?? []).toString());
  expect(clear('bundle')).toEqual(bundle);
  expect(clear('pins')).toMatchObject({ sequence: entry.events.length, bundleVersion: bundle.version });
  expect(clear('store-key')).toMatchObject({ fingerprint: bundle.fingerprint });
  expect([store.entries.has('pending'), store.entries.has('pending-key')]).toEqual([false, false]);
  const sent = http.exchanges.length;
  const again = open();
  const unlocked = await again.unlock({ password });
  expect(http.exchanges).toHaveLength(sent);
  await signDetached(unlocked.identity, new Uint8Array(), 0);
  await again.refresh();
  const fresh = testDevice(server);
  const elsewhere = await fresh.session.login({ identifier, password, device: 'fresh' });
  expect(elsewhere.account).toEqual(unlocked.account);
  expect(fresh.session.accountKey()).toEqual(again.accountKey());
  again.lock();
  fresh.session.lock();
}
