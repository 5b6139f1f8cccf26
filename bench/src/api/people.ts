import type { ElementWrite, LoginResponse } from '@sealchart/protocol';
import { fetchHttp } from '@sealchart/sdk/node';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import { Session, fastKdf, recordingHttp, testPorts } from '@sealchart/sdk/testing';
import { CLIENT, sealElement } from '../sealing-device.ts';
import { madeUpObservations } from '../seeded.ts';
import type { Listening } from './product.ts';

/** Somebody who is logged in at the product's server. */
export interface BenchPerson {
  readonly session: UnlockedSession;
  /** Bearer token. */
  readonly token: string;
}

/** Registers people, through the product's own client. Argon2id on their devices is left out: their logins are not measured. */
export async function registerPeople({ port }: Listening, count: number): Promise<BenchPerson[]> {
  const people: BenchPerson[] = [];
  for (let i = 0; i < count; i += 1) {
    const http = recordingHttp(fetchHttp());
    const session = new Session({ server: `http://localhost:${port}`, client: CLIENT, ports: testPorts({ http, kdf: fastKdf() }) });
    const credentials = { identifier: `bench-${i}@example.org`, password: `the long password of ${i}`, device: 'bench' };
    const unlocked = await session.register({ ...credentials, name: `Bench ${i}` });
    const login = http.exchanges.find(({ request }) => request.url.endsWith('/v1/auth/login'))?.response;
    const { token } = JSON.parse(login?.body ?? '') as LoginResponse;
    if (token === undefined) throw new Error('a login without token');
    people.push({ session: unlocked, token });
  }
  return people;
}

/** New elements of a person, sealed and signed, with the size spread of real files. */
export async function sealMany({ session }: BenchPerson, count: number, seed: number): Promise<ElementWrite[]> {
  const writes: ElementWrite[] = [];
  for (const resource of madeUpObservations(count, seed)) writes.push(await sealElement(session, resource));
  return writes;
}
