import { fetchHttp } from '../adapters/fetch-http.ts';
import { localKdf } from '../adapters/local-kdf.ts';
import { secureRandom } from '../adapters/secure-random.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { Ports } from '../ports/ports.ts';
import { memoryStore } from './memory-store.ts';

/** Ports of a device that forgets everything: a store in memory, all else real. */
export function testPorts(overrides: Partial<Ports> = {}): Ports {
  return { http: fetchHttp(), store: memoryStore(), random: secureRandom(), clock: systemClock(), kdf: localKdf(), ...overrides };
}
