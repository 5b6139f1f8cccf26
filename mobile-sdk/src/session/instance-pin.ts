import { InstanceId, OLDEST_PROTOCOL, PROTOCOL, SealchartError, b64u } from '@sealchart/protocol';
import * as z from 'zod/mini';
import type { Instance } from '../client-api/account.ts';
import type { Api } from '../transport/api.ts';
import type { ServerAddress } from './address.ts';
import { checkRealm } from './address.ts';

/** What a device keeps of its server from first contact on. */
export const InstancePin = z.strictObject({
  server: z.string(),
  instanceId: InstanceId,
  realm: z.string(),
  logKey: b64u(32, 32),
});

/** A server that does not answer at first contact is most likely not there: the person should hear that soon. */
const CONTACT_PATIENCE_MS = 2_000;

/**
 * Asks the server who it is. `E_PROTOCOL` when it speaks another version, `E_REALM` when its realm is not the typed host
 * or above it, `E_INSTANCE` when instance id, realm or log key are not the pinned ones.
 */
export async function contact(api: Api, address: ServerAddress, pinned: Instance | undefined): Promise<Instance> {
  const { instanceId, realm, logKey, protocol } = await api.instance({ patienceMs: CONTACT_PATIENCE_MS });
  if (protocol.oldest > PROTOCOL) throw new SealchartError('E_PROTOCOL', { detail: 'update this client' });
  if (protocol.current < OLDEST_PROTOCOL) throw new SealchartError('E_PROTOCOL', { detail: 'the operator must update the server' });
  const instance = { server: address.origin, instanceId, realm, logKey };
  if (pinned) checkInstance(pinned, instance, 'this device knows');
  checkRealm(address.host, realm);
  return instance;
}

/** `E_INSTANCE` unless instance id, realm and log key are those that are known; `source` says who knows them. */
export function checkInstance(known: Omit<Instance, 'server'>, found: Instance, source: string): void {
  for (const field of ['instanceId', 'realm', 'logKey'] as const) {
    if (known[field] !== found[field]) throw new SealchartError('E_INSTANCE', { detail: `${source} another ${field}` });
  }
}
