import type { Ports } from '../../ports/ports.ts';
import { fetchHttp } from '../fetch-http.ts';
import { localKdf } from '../local-kdf.ts';
import { secureRandom } from '../secure-random.ts';
import { systemClock } from '../system-clock.ts';
import { indexedDbStore } from './indexed-db-store.ts';

export { fetchHttp } from '../fetch-http.ts';
export { localKdf } from '../local-kdf.ts';
export { secureRandom } from '../secure-random.ts';
export { systemClock } from '../system-clock.ts';
export { indexedDbStore } from './indexed-db-store.ts';

/**
 * All that a browser provides. The SDK is meant to run in a dedicated worker, where Argon2id may take the thread; what
 * one account keeps lies in the IndexedDB database `name`. `E_STORE`.
 */
export async function browserPorts({ name }: { readonly name: string }): Promise<Ports> {
  return { http: fetchHttp(), store: await indexedDbStore(name), random: secureRandom(), clock: systemClock(), kdf: localKdf() };
}
