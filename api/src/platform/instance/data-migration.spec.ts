import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { rotatePepper } from '../secrets/pepper-rotation.ts';
import { makeSecrets } from '../secrets/secrets-folder.ts';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { logIn, registerAndLogIn } from '../../testing/test-account.ts';
import { writeNextBundle } from '../../testing/test-bundle.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { removeEnvironment, startServerOn, testEnvironment } from '../../testing/test-server.ts';
import { DATA_VERSION } from './instance.ts';

interface Row {
  readonly _id: string;
  readonly [name: string]: unknown;
}

let env: Record<string, string>;
let folder: string;
let accounts: mongo.MongoClient;
let records: mongo.MongoClient;
let people: LoggedInAccount[];
let pepperId: string;
const servers: TestServer[] = [];

/** A server of this release is started, used and stopped; then its data is given the form that version 1 had. */
beforeEach(async () => {
  env = await testEnvironment();
  folder = env['SECRETS_DIR'] ?? '';
  accounts = new mongo.MongoClient(env['MONGODB_ACCOUNTS_URI'] ?? '');
  records = new mongo.MongoClient(env['MONGODB_RECORDS_URI'] ?? '');
  const server = await startServerOn(env);
  people = [await registerAndLogIn(server), await registerAndLogIn(server)];
  await server.app.close();
  pepperId = (await makeSecrets(folder)).peppers.current.id;
  await makeVersion1();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.app.close()));
  await Promise.all([accounts.close(), records.close()]);
  await removeEnvironment(env);
});

async function makeVersion1(): Promise<void> {
  await writeFile(join(folder, 'cookie-key'), `${randomBytes(32).toString('base64url')}\n`);
  // The order in which version 1 read its files.
  const names = ['pepper', 'cookie-key', 'enumeration-key', 'log-key'];
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const all = Buffer.concat(texts.map((text) => Buffer.from(text.trim(), 'base64url')));
  const secretsCheck = createHmac('sha256', all).update('sealchart/v1/secrets-check').digest('base64url');
  await instance(accounts).updateOne({ _id: 'instance' }, { $set: { dataVersion: 1, secretsCheck } });
  await instance(records).updateOne({ _id: 'instance' }, { $set: { dataVersion: 1 } });
  await rows('accounts').updateMany({}, { $unset: { pepper: 1, revision: 1, loginAt: 1 } });
  await rows('devices').drop();
  await rows('sessions').deleteMany({});
  const now = Date.now();
  await rows('sessions').insertMany(
    people.map(({ accountId }, i) => ({
      _id: `old-session-${i}`,
      accountId,
      device: 'spec',
      createdAt: new Date(now),
      expiresAt: new Date(now + 3_600_000),
    })),
  );
  await rows('identities').dropIndexes();
  await rows('accounts').dropIndexes();
}

const rows = (name: string): mongo.Collection<Row> => accounts.db().collection<Row>(name);
const instance = (client: mongo.MongoClient): mongo.Collection<Row> => client.db().collection<Row>('instance');
const start = async (): Promise<TestServer> => {
  const server = await startServerOn(env);
  servers.push(server);
  return server;
};
const peppers = async (): Promise<unknown[]> => (await rows('accounts').find().toArray()).map(({ pepper }) => pepper);
const versions = async (): Promise<unknown[]> =>
  Promise.all([accounts, records].map(async (client) => (await instance(client).findOne({ _id: 'instance' }))?.['dataVersion']));
const allGetIn = async (server: TestServer): Promise<void> => {
  for (const { request, accountId } of people) expect((await logIn(server, request)).login.accountId).toBe(accountId);
};

describe('data of version 1', () => {
  it('is taken over: everybody gets in, and goes on as with new data', async () => {
    const server = await start();
    expect(await versions()).toEqual([DATA_VERSION, DATA_VERSION]);
    expect(await peppers()).toEqual([pepperId, pepperId]);
    expect(await rows('sessions').countDocuments()).toBe(0);
    await allGetIn(server);
    const [person] = people;
    if (!person) throw new Error('a person');
    const { token } = await logIn(server, person.request);
    const { account } = await writeNextBundle(server, { ...person, token }, { password: 'new', recovery: 'new' });
    expect((await logIn(server, { ...person.request, loginSecret: account.keys.loginSecret })).login.bundle.version).toBe(2);
  });

  it('is taken over once: the next start needs the cookie key no more', async () => {
    await (await start()).app.close();
    servers.splice(0);
    const after = await instance(accounts).findOne({ _id: 'instance' });
    await rm(join(folder, 'cookie-key'));
    await allGetIn(await start());
    expect(await instance(accounts).findOne({ _id: 'instance' })).toEqual(after);
  });

  it('is taken over by several nodes at once', async () => {
    const started = await Promise.all([start(), start(), start()]);
    expect(await peppers()).toEqual([pepperId, pepperId]);
    for (const server of started) await allGetIn(server);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['before the first step', () => Promise.resolve()],
    ['after the records were marked', () => instance(records).updateOne({ _id: 'instance' }, { $set: { dataVersion: DATA_VERSION } })],
    ['among the accounts', () => rows('accounts').updateOne({ _id: people[0]?.accountId ?? '' }, { $set: { pepper: pepperId } })],
    ['among the sessions', () => rows('sessions').deleteOne({ _id: 'old-session-0' })],
  ])('goes on where taking it over was cut short %s', async (_, step) => {
    await step();
    await allGetIn(await start());
    expect(await versions()).toEqual([DATA_VERSION, DATA_VERSION]);
    expect(await peppers()).toEqual([pepperId, pepperId]);
    expect(await rows('sessions').countDocuments({ kind: { $exists: false } })).toBe(0);
  });

  it('is taken over after the pepper was replaced, too', async () => {
    const { formerId } = await rotatePepper(folder);
    const server = await start();
    expect([formerId, await peppers()]).toEqual([pepperId, [pepperId, pepperId]]);
    await allGetIn(server);
    expect(new Set(await peppers())).not.toContain(pepperId);
  });

  it.each(['pepper', 'cookie-key', 'enumeration-key', 'log-key'])('is left alone with the %s of another time', async (name) => {
    const before = await rows('accounts').find().toArray();
    const other = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 3)).toString('base64url');
    await writeFile(join(folder, name), other);
    await expect(start()).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'SECRETS_DIR' }] });
    expect([await versions(), await rows('accounts').find().toArray()]).toEqual([[1, 1], before]);
    expect(await rows('sessions').countDocuments()).toBe(2);
  });

  it('names the cookie key where it is gone', async () => {
    await rm(join(folder, 'cookie-key'));
    await expect(start()).rejects.toMatchObject({ code: 'E_SECRETS', issues: [{ path: 'cookie-key' }] });
    expect(await versions()).toEqual([1, 1]);
  });

  it('is left alone under a name that is not its own', async () => {
    await expect(startServerOn({ ...env, PUBLIC_URL: 'https://example.org' })).rejects.toMatchObject({ code: 'E_CONFIG' });
    expect(await versions()).toEqual([1, 1]);
  });
});
