import type { Bytes } from '@sealchart/protocol';
import type { RecordingKdf, RecordingRandom } from '@sealchart/sdk/testing';
import { fastKdf, recordingKdf, recordingRandom } from '@sealchart/sdk/testing';
import mongoose from 'mongoose';
import { RAW_HEADERS } from '../../stories/support/owned-account.ts';
import type { InProcessServer, ServerOptions } from '../../stories/support/in-process-server.ts';
import { startServer } from '../../stories/support/in-process-server.ts';
import type { PersonOptions, TestPerson } from '../../stories/support/people.ts';
import { person } from '../../stories/support/people.ts';
import { someAddress } from './raw-request.ts';
import type { Sdk } from './sdk.ts';
import { wholeSdk } from './sdk.ts';

/** The real server with its real databases, in the hands of somebody who changes what lies in them and what it answers. */
export class HostileServer {
  readonly server: InProcessServer;
  readonly instanceId: string;
  /** As they lie on the disk. */
  readonly accounts: mongoose.Connection;
  readonly records: mongoose.Connection;

  private constructor(server: InProcessServer, instanceId: string, accounts: mongoose.Connection, records: mongoose.Connection) {
    this.server = server;
    this.instanceId = instanceId;
    this.accounts = accounts;
    this.records = records;
  }

  static async start(options?: ServerOptions): Promise<HostileServer> {
    const server = await startServer(options);
    const [accounts, records] = await Promise.all(
      [server.accountsUri, server.recordsUri].map((uri) => mongoose.createConnection(uri).asPromise()),
    );
    const { body } = await server.http.send({ method: 'GET', url: `${server.url}/v1/instance`, headers: RAW_HEADERS });
    const { instanceId } = JSON.parse(body) as { instanceId: string };
    return new HostileServer(server, instanceId, accounts as mongoose.Connection, records as mongoose.Connection);
  }

  async close(): Promise<void> {
    await this.accounts.close();
    await this.records.close();
    await this.server.close();
  }
}

/** A person of a row: all that their device sends, draws and derives is recorded, and what it is answered can be changed. */
export interface Actor extends TestPerson {
  readonly random: RecordingRandom;
  readonly kdf: RecordingKdf;
}

/** What one trial of a row is played on. */
export interface Stage {
  readonly hostile: HostileServer;
  /** The program of the victim: whole, or with a check taken out of it. */
  readonly sdk: Sdk;
  /** Somebody who runs the whole program: a friend, or an attacker with an account. */
  actor(name: string, options?: PersonOptions): Promise<Actor>;
  /** Somebody who runs the program that is tried. */
  victim(name: string, options?: PersonOptions): Promise<Actor>;
}

export function stageOf(hostile: HostileServer, sdk: Sdk = wholeSdk): Stage {
  const join = async (program: Sdk, name: string, options: PersonOptions = {}): Promise<Actor> => {
    const random = recordingRandom();
    const kdf = recordingKdf(fastKdf());
    const ports = { random, kdf, ...options.ports };
    // Logins are counted by network address: nobody's use up those of others.
    const server = { ...hostile.server, http: hostile.server.from(someAddress()) };
    const joined = await person(server, name, { ...options, ports, createClient: options.createClient ?? program.createClient });
    return { ...joined, random, kdf };
  };
  return {
    hostile,
    sdk,
    actor: (name, options) => join(wholeSdk, name, options),
    victim: (name, options) => join(sdk, name, options),
  };
}

/** Everything secret that a device has had in hand: what it drew as a key, what it derived from a password. */
export function secretsOf({ random, kdf, password }: Actor): { readonly name: string; readonly bytes: Bytes }[] {
  const KEY_OCTETS = 32;
  return [
    { name: 'the password', bytes: new TextEncoder().encode(password) },
    ...kdf.jobs.map(({ stretch }, i) => ({ name: `stretch ${i}`, bytes: stretch })),
    ...random.drawn.filter(({ length }) => length === KEY_OCTETS).map((bytes, i) => ({ name: `key ${i}`, bytes })),
  ];
}
