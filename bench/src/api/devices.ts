import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpClient, OwnAccount, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { fetchHttp, sqliteStore } from '@sealchart/sdk/node';
import { fastKdf, testPorts } from '@sealchart/sdk/testing';
import type { Stage } from '../bench.ts';
import { CLIENT } from '../sealing-device.ts';
import type { MadeUpResource } from '../seeded.ts';
import type { Listening } from './product.ts';

/** What went over a device's line. */
export class Traffic implements HttpClient {
  requests = 0;
  /** Of all bodies, both ways. */
  bytes = 0;
  /** Milliseconds between a request and its answer, added up. */
  ms = 0;
  /** Bodies of answers, while they are asked for. */
  kept: string[] | undefined;
  readonly #http = fetchHttp();

  async send(request: Parameters<HttpClient['send']>[0]): ReturnType<HttpClient['send']> {
    const start = performance.now();
    const answer = await this.#http.send(request);
    this.ms += performance.now() - start;
    this.requests += 1;
    this.bytes += Buffer.byteLength(request.body ?? '') + Buffer.byteLength(answer.body);
    this.kept?.push(answer.body);
    return answer;
  }
}

/** One device of a person: the whole client, on a folder of its own, with the server at the other end of a real connection. */
export interface BenchDevice {
  readonly client: SealchartClient;
  readonly traffic: Traffic;
  readonly account: OwnAccount;
}

const credentialsOf = (name: string) => ({
  identifier: `${name}@example.org`,
  password: `the long password of ${name}`,
  device: 'bench',
});

/** A new person's first device. Argon2id is left out: logins are not measured here. */
export async function registeredDevice(stage: Stage, server: Listening, name: string): Promise<BenchDevice> {
  const { client, traffic } = await newDevice(stage, server);
  return { client, traffic, account: await client.register({ ...credentialsOf(name), name }) };
}

/** One more device of the same person. */
export async function loggedInDevice(stage: Stage, server: Listening, name: string): Promise<BenchDevice> {
  const { client, traffic } = await newDevice(stage, server);
  return { client, traffic, account: await client.login(credentialsOf(name)) };
}

async function newDevice(stage: Stage, { port }: Listening): Promise<Pick<BenchDevice, 'client' | 'traffic'>> {
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-bench-device-'));
  stage.atEnd(() => rm(folder, { recursive: true, force: true }));
  const traffic = new Traffic();
  const ports = testPorts({ http: traffic, kdf: fastKdf(), store: sqliteStore(join(folder, 'store.db')) });
  const client = createClient({ server: `http://localhost:${port}`, client: CLIENT, ports });
  stage.atEnd(() => client.close());
  return { client, traffic };
}

/** Adds elements to the own record; throws unless all are stored. */
export async function addElements({ client }: BenchDevice, resources: readonly MadeUpResource[]): Promise<string[]> {
  return requireStored(await client.create(resources));
}

/** The elements of outcomes, when every one of them is good: a refusal is no measurement. */
export function requireStored(outcomes: Awaited<ReturnType<SealchartClient['create']>>): string[] {
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    if (outcome.isWaiting === true) throw new Error('an element waits to be sent');
    return outcome.elementId;
  });
}
