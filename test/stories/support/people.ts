import type { Profile } from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse, OwnAccount, Ports, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { fastKdf, memoryStore, recordingHttp, testPorts } from '@sealchart/sdk/testing';
import type { MemoryStore, RecordingHttp } from '@sealchart/sdk/testing';
import type { InProcessServer } from './in-process-server.ts';

/** Changes an answer on its way to one device, as a hostile server could; undefined leaves it alone. */
export type Hostility = (request: HttpRequest, answer: unknown) => unknown;

/** A person with one device, in memory, whose answers can be tampered with. */
export interface TestPerson {
  readonly client: SealchartClient;
  readonly account: OwnAccount;
  readonly identifier: string;
  readonly password: string;
  readonly traffic: RecordingHttp;
  readonly store: MemoryStore;
  readonly ports: Ports;
  /** What the server's answers become from now on; called with none, the server is honest again. */
  tamper(hostility?: Hostility): void;
  /** Whether no request of theirs reaches the server from now on. */
  away(isAway: boolean): void;
}

export interface PersonOptions {
  readonly identifier?: string;
  /** Log in with this password in place of registering. */
  readonly login?: string;
  /** Register with this password. */
  readonly password?: string;
  /** Kind of keys to register with. */
  readonly profile?: Profile;
  readonly ports?: Partial<Ports>;
  /** Another build of the client: one from which a check was taken. */
  readonly createClient?: typeof createClient;
}

/** Any build of a client takes this for no server, and does not ask again for an hour. */
const NOBODY_THERE: HttpResponse = {
  status: 503,
  headers: {},
  body: JSON.stringify({
    type: 'urn:sealchart:error:E_UNAVAILABLE',
    title: 'The server is not ready.',
    status: 503,
    code: 'E_UNAVAILABLE',
    todo: 'Try again.',
    retryAfter: 3600,
  }),
};

/** A registered person with a device of their own. */
export async function person(server: InProcessServer, name: string, options: PersonOptions = {}): Promise<TestPerson> {
  const identifier = options.identifier ?? `${name.toLowerCase().replaceAll(' ', '.')}.${crypto.randomUUID().slice(0, 8)}@example.org`;
  const password = options.login ?? options.password ?? `the long password of ${name} ${crypto.randomUUID()}`;
  let hostility: Hostility | undefined;
  let isAway = false;
  const hostile: HttpClient = {
    async send(request) {
      if (isAway) return NOBODY_THERE;
      const response = await server.http.send(request);
      return hostility ? changed(request, response, hostility) : response;
    },
  };
  const traffic = recordingHttp(hostile);
  const store = memoryStore();
  // Stories of the command and of the browser run Argon2id; here it would be most of the time.
  const ports = testPorts({ http: traffic, store, kdf: fastKdf(), ...options.ports });
  const client = (options.createClient ?? createClient)({ server: server.url, client: { name: 'stories', version: '0.1.0' }, ports });
  const device = `${name}'s device`;
  const account =
    options.login === undefined
      ? await client.register({
          identifier,
          name,
          password,
          device,
          ...(options.profile === undefined ? {} : { profile: options.profile }),
        })
      : await client.login({ identifier, password, device });
  const tamper = (next?: Hostility): void => void (hostility = next);
  const away = (next: boolean): void => void (isAway = next);
  return { client, account, identifier, password, traffic, store, ports, tamper, away };
}

/** Another device of the same person. */
export function anotherDevice(server: InProcessServer, { identifier, password, account }: TestPerson): Promise<TestPerson> {
  return person(server, account.name, { identifier, login: password });
}

function changed(request: HttpRequest, response: HttpResponse, hostility: Hostility): HttpResponse {
  const answer: unknown = response.body === '' ? undefined : JSON.parse(response.body);
  const tampered = hostility(request, answer);
  if (tampered === undefined) return response;
  // A problem document carries its status.
  const { status = 200 } = tampered as { status?: number };
  return { ...response, status, body: JSON.stringify(tampered) };
}
