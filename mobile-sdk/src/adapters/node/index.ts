import { join } from 'node:path';
import type { Ports } from '../../ports/ports.ts';
import { fetchHttp } from '../fetch-http.ts';
import { secureRandom } from '../secure-random.ts';
import { systemClock } from '../system-clock.ts';
import { nodeKdf } from './kdf.ts';
import { sqliteStore } from './sqlite-store.ts';

export { fetchHttp } from '../fetch-http.ts';
export { secureRandom } from '../secure-random.ts';
export { systemClock } from '../system-clock.ts';
export { fileSource } from './file-source.ts';
export { nodeKdf } from './kdf.ts';
export { sqliteStore } from './sqlite-store.ts';

/** All that a Node program provides; what one account keeps on this device lies in `directory`. `E_STORE`. */
export function nodePorts({ directory }: { readonly directory: string }): Ports {
  return {
    http: fetchHttp(),
    store: sqliteStore(join(directory, 'store.db')),
    random: secureRandom(),
    clock: systemClock(),
    kdf: nodeKdf(),
  };
}
