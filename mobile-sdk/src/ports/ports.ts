import type { Clock } from './clock.ts';
import type { HttpClient } from './http-client.ts';
import type { Kdf } from './kdf.ts';
import type { LocalStore } from './local-store.ts';
import type { Random } from './random.ts';

/** Everything that a host provides. */
export interface Ports {
  readonly http: HttpClient;
  readonly store: LocalStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly kdf: Kdf;
}
