import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import type { FailingMongod } from './failing-mongod.ts';
import { failingMongod } from './failing-mongod.ts';
import { testEnvironment } from './test-server.ts';

/** Every command that a change of an account sends, but for commits. */
const COMMANDS = ['find', 'aggregate', 'distinct', 'insert', 'update', 'delete', 'findAndModify'];

/** What fails, and how; codes of MongoDB's `error_codes.yml`. */
const FAULTS = {
  /** `UnknownError`: nothing that a driver tries again. */
  refusal: { failCommands: COMMANDS, errorCode: 8 },
  'lost connection': { failCommands: COMMANDS, closeConnection: true },
  'lost commit': { failCommands: ['commitTransaction'], closeConnection: true },
  /** `WriteConcernFailed`: done, but nobody can say whether it will stay. */
  'doubtful commit': { failCommands: ['commitTransaction'], writeConcernError: { code: 64, errmsg: 'in doubt' } },
} as const;
export type Fault = keyof typeof FAULTS;

/** Long for what happens meanwhile, and short for whoever waits for the tests. */
export const HELD_MS = 3_000;

/** Lets a MongoDB of its own fail the commands of one server alone. */
export class DatabaseFaults {
  readonly #mongod: FailingMongod;
  readonly #client: mongo.MongoClient;
  readonly #appName: string;
  /** Name of the database of the accounts. */
  readonly #accounts: string;

  constructor(mongod: FailingMongod, client: mongo.MongoClient, appName: string, accounts: string) {
    this.#mongod = mongod;
    this.#client = client;
    this.#appName = appName;
    this.#accounts = accounts;
  }

  /** Settings of a server of its own, and the hand on its database. */
  static async prepare(): Promise<{ readonly env: Record<string, string>; readonly faults: DatabaseFaults }> {
    const appName = `faults-${randomBytes(6).toString('hex')}`;
    const mongod = await failingMongod();
    const env = await testEnvironment({}, mongod.uri);
    const named = Object.entries(env).map(([name, value]) => [name, name.startsWith('MONGODB_') ? `${value}&appName=${appName}` : value]);
    const accounts = new URL(env['MONGODB_ACCOUNTS_URI'] ?? '').pathname.slice(1);
    const client = new mongo.MongoClient(mongod.uri);
    return { env: Object.fromEntries(named) as Record<string, string>, faults: new DatabaseFaults(mongod, client, appName, accounts) };
  }

  /** Lets so many operations through, then fails every one until `work` is done. */
  async failFrom(fault: Fault, operations: number, work: () => Promise<unknown>): Promise<void> {
    await this.#set(fault, operations);
    await work();
    await this.stop();
  }

  /** Lets so many operations through, then fails one, or few; from then on all goes well. False when `work` does not ask so often. */
  async failOnce(fault: Fault, operations: number, work: () => Promise<unknown>): Promise<boolean> {
    const before = await this.#set(fault, operations);
    const state = { isOver: false };
    const done = work().finally(() => (state.isOver = true));
    while (!state.isOver && (await this.#count()) === before) await new Promise((resolve) => setImmediate(resolve));
    const hasFailed = (await this.#count()) !== before;
    await this.stop();
    await done;
    return hasFailed;
  }

  /** Holds the first query of a collection of the accounts back that `work` makes, or so many of them, until `meanwhile` is done. */
  async holdQuery(collection: string, work: () => Promise<unknown>, meanwhile: () => Promise<unknown>, queries = 1): Promise<void> {
    const before = await this.#count();
    const data = { failCommands: ['find'], namespace: `${this.#accounts}.${collection}`, blockConnection: true, blockTimeMS: HELD_MS };
    await this.#client.db('admin').command({ configureFailPoint: 'failCommand', mode: { times: queries }, data });
    const start = performance.now();
    const done = work();
    while ((await this.#count()) < before + queries) await new Promise((resolve) => setImmediate(resolve));
    await meanwhile();
    if (performance.now() - start > HELD_MS) throw new Error('the query went on too early to show anything');
    await done;
  }

  async stop(): Promise<void> {
    await this.#client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
  }

  /** Ends the MongoDB as well: whoever uses it is closed before. */
  async close(): Promise<void> {
    await this.#client.close();
    await this.#mongod.stop();
  }

  /** Gives how often anything failed before. */
  async #set(fault: Fault, operations: number): Promise<number> {
    const data = { ...FAULTS[fault], appName: this.#appName };
    await this.#client.db('admin').command({ configureFailPoint: 'failCommand', mode: { skip: operations }, data });
    return this.#count();
  }

  async #count(): Promise<number> {
    const answer = await this.#client.db('admin').command({ getParameter: 1, 'failpoint.failCommand': 1 });
    return (answer['failpoint.failCommand'] as { timesEntered: number }).timesEntered;
  }
}
