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
export { blobSource } from './blob-source.ts';
export { indexedDbStore } from './indexed-db-store.ts';
export type { UnlockKeeper, UnlockKeeperOptions } from './unlock-keeper.ts';
export { IDLE_MS, unlockKeeper } from './unlock-keeper.ts';

export interface BrowserPortsOptions {
  /** Of the IndexedDB database in which one account keeps what it keeps. */
  readonly name: string;
  /** As in `ClientOptions`: for `cookie` the page must be one of the server itself. */
  readonly sessionIn?: 'answer' | 'cookie';
}

/** All that a browser provides. The SDK is meant to run in a dedicated worker, where Argon2id may take the thread. `E_STORE`. */
export async function browserPorts({ name, sessionIn }: BrowserPortsOptions): Promise<Ports> {
  return {
    http: fetchHttp({ hasCookies: sessionIn === 'cookie' }),
    store: await indexedDbStore(name),
    random: secureRandom(),
    clock: systemClock(),
    kdf: localKdf(),
  };
}
