import type { KeyBundle } from '@sealchart/protocol';
import { fromUtf8 } from '@sealchart/protocol';
import type { ClientOptions, Clock, HttpClient, Kdf, Ports, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { Session, fastKdf, memoryStore, recordingHttp, recordingKdf, testPorts } from '@sealchart/sdk/testing';
import type { MemoryStore, RecordingHttp, RecordingKdf } from '@sealchart/sdk/testing';
import { Breakdown } from './breakdown.ts';
import type { InProcessServer } from './in-process-server.ts';

export interface AccountDeviceOptions {
  /** What stands between the device and the server. */
  readonly between?: (http: HttpClient) => HttpClient;
  /** In place of one that is as deterministic as Argon2, and quick. */
  readonly kdf?: Kdf;
  /** Address of the server as the person typed it. */
  readonly address?: string;
  /** In place of one that waits without losing time. */
  readonly clock?: Clock;
  /** Another build of the client. */
  readonly createClient?: typeof createClient;
}

/** One device that can break down at any outside call, and start again on what it kept. It has a network address of its own. */
export class AccountDevice {
  readonly store: MemoryStore = memoryStore();
  readonly breakdown = new Breakdown();
  readonly traffic: RecordingHttp;
  readonly kdf: RecordingKdf;
  readonly #options: Omit<ClientOptions, 'ports'>;
  readonly #clock: Clock | undefined;
  readonly #createClient: typeof createClient;
  #client: SealchartClient;

  constructor(
    server: InProcessServer,
    {
      between = (http) => http,
      kdf = fastKdf(),
      address = server.url,
      clock,
      createClient: create = createClient,
    }: AccountDeviceOptions = {},
  ) {
    this.#createClient = create;
    this.traffic = recordingHttp(between(server.from(someAddress())));
    this.kdf = recordingKdf(kdf);
    this.#clock = clock;
    this.#options = { server: address, client: { name: 'stories', version: '0.1.0' } };
    this.#client = this.restart();
  }

  /** The running program. */
  get client(): SealchartClient {
    return this.#client;
  }

  /** Ends the program, as a crash would, and starts it again on what the device kept; everything works again. */
  restart(): SealchartClient {
    this.breakdown.plan(undefined);
    this.#client = this.#createClient({ ...this.#options, ports: this.#ports() });
    return this.#client;
  }

  /** A program of the same account on the same device whose parts are at hand. */
  session(): Session {
    return new Session({ ...this.#options, ports: this.#ports() });
  }

  /** The key bundle as this device keeps it; undefined on a fresh one. */
  bundle(): KeyBundle | undefined {
    const bytes = this.store.entries.get('bundle');
    return bytes && (JSON.parse(fromUtf8(bytes)) as KeyBundle);
  }

  /** Paths asked for since this many exchanges. */
  pathsSince(count: number): string[] {
    return this.traffic.exchanges.slice(count).map(({ request }) => new URL(request.url).pathname);
  }

  #ports(): Ports {
    const { breakdown, traffic, store, kdf } = this;
    return testPorts({ http: breakdown.http(traffic), store: breakdown.store(store), kdf, clock: this.#clock ?? hastyClock() });
  }
}

/** Tells the time; to wait costs no time, but moves the clock on. */
function hastyClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    wait: async (ms) => {
      ahead += ms;
    },
  };
}

/** One of a private network. */
function someAddress(): string {
  return `10.${[...crypto.getRandomValues(new Uint8Array(3))].join('.')}`;
}
