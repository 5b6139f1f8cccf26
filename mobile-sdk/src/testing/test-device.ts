import type { HttpClient } from '../ports/http-client.ts';
import type { Ports } from '../ports/ports.ts';
import type { SessionOptions } from '../session/session.ts';
import { Session } from '../session/session.ts';
import { fastKdf } from './fast-kdf.ts';
import { Faults } from './faults.ts';
import { fixedClock } from './fixed-clock.ts';
import { memoryStore } from './memory-store.ts';
import { testPorts } from './ports.ts';
import { recordingHttp, recordingKdf, recordingRandom } from './recording.ts';

/** Where every device of a spec finds its server. */
export const TEST_ADDRESS = 'http://localhost:3000';

/** Milliseconds at which the clock of a test device stands until somebody waits. */
const AT = Date.UTC(2026, 5, 1);

/** One device in memory: what it sends, draws and keeps is at hand, it can break down anywhere, and waiting costs it nothing. */
export function testDevice(server: HttpClient, overrides: Partial<Ports> = {}) {
  const faults = new Faults();
  const [store, clock] = [memoryStore(), fixedClock(AT)];
  const [http, kdf, random] = [recordingHttp(server), recordingKdf(fastKdf()), recordingRandom()];
  const ports = testPorts({ http: faults.http(http), store: faults.store(store), kdf, random, clock, ...overrides });
  const open = (options: Partial<SessionOptions> = {}) =>
    new Session({ server: TEST_ADDRESS, client: { name: 'spec', version: '1' }, ports, ...options });
  /** Paths asked for since this many exchanges. */
  const pathsSince = (count: number) => http.exchanges.slice(count).map(({ request }) => new URL(request.url).pathname);
  return { store, http, kdf, random, clock, faults, ports, open, pathsSince, session: open() };
}
export type TestDevice = ReturnType<typeof testDevice>;
