import { LOGIN_FAILURES_IN_A_ROW, RATES } from '@sealchart/protocol';
import type { LoginResponse } from '@sealchart/protocol';
import { IdentityHash } from '../modules/accounts/identity-hash.ts';
import { FAILURE_STREAKS } from '../modules/auth/failure-streak.schema.ts';
import type { LoggedInAccount } from './test-account.ts';
import { registerAndLogIn } from './test-account.ts';
import { random, writeNextBundle } from './test-bundle.ts';
import type { TestAnswer, TestServer } from './test-server.ts';
import { removeEnvironment, startServerOn, testEnvironment } from './test-server.ts';

/** A login or recovery as somebody tries it. */
export interface Try {
  readonly identifier?: string;
  readonly loginSecret?: string;
  readonly deviceToken?: string | undefined;
  readonly from?: string;
  readonly at?: TestServer;
  readonly headers?: Readonly<Record<string, string>>;
}

export const statusesOf = (answers: readonly TestAnswer[]): number[] => answers.map(({ status }) => status);
export const deviceTokenOf = ({ body }: TestAnswer): string | undefined => (body as LoginResponse).deviceToken;

/** Two nodes of one server, a person with a recovery kit, and everybody who guesses at them: nothing that is counted may be counted on one node alone. */
export class GuessingWorld {
  readonly server: TestServer;
  readonly node: TestServer;
  readonly #env: Readonly<Record<string, string>>;
  #person: LoggedInAccount | undefined;
  #addresses = 0;

  private constructor(env: Record<string, string>, nodes: readonly [TestServer, TestServer]) {
    this.#env = env;
    [this.server, this.node] = nodes;
  }

  static async start(): Promise<GuessingWorld> {
    const env = await testEnvironment();
    const startNode = (): Promise<TestServer> => startServerOn({ ...env, LOG_LEVEL: 'silent' });
    return new GuessingWorld(env, [await startNode(), await startNode()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.server.app.close(), this.node.app.close()]);
    await removeEnvironment(this.#env);
  }

  get person(): LoggedInAccount {
    if (!this.#person) throw new Error('nobody has come in');
    return this.#person;
  }

  /** Somebody new, at whom nobody has guessed; all rates of the server begin anew. */
  async enterPerson(): Promise<void> {
    await this.server.accounts.collection('rates').deleteMany({});
    const registered = await registerAndLogIn(this.server);
    this.#person = (await writeNextBundle(this.server, registered, { recovery: 'new' })).account;
  }

  /** An address that nobody had before. */
  freshAddress(): string {
    this.#addresses += 1;
    const n = this.#addresses;
    return `198.${18 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`;
  }

  /** A login from an address of its own; with a wrong password unless it says otherwise. */
  logIn({ at = this.server, from = this.freshAddress(), headers = {}, deviceToken, ...who }: Try = {}): Promise<TestAnswer> {
    const { identifier } = this.person.request;
    const token = deviceToken === undefined ? {} : { deviceToken };
    const payload = { identifier, loginSecret: random(32), device: 'spec', ...token, ...who };
    return at.inject({ method: 'POST', url: '/v1/auth/login', payload, from, headers });
  }

  /** As `logIn`, with the right password. */
  right(parts: Try = {}): Promise<TestAnswer> {
    return this.logIn({ loginSecret: this.person.request.loginSecret, ...parts });
  }

  /** A recovery from an address of its own; with wrong words unless it says otherwise. */
  recover(parts: { readonly account?: string; readonly recoveryLogin?: string; readonly from?: string } = {}): Promise<TestAnswer> {
    const { from = this.freshAddress(), ...who } = parts;
    const payload = { account: this.person.request.identifier, recoveryLogin: random(32), device: 'spec', ...who };
    return this.server.inject({ method: 'POST', url: '/v1/auth/recover', payload, from });
  }

  rightWords(): { readonly recoveryLogin: string } {
    return { recoveryLogin: this.person.keys.recoveryLogin ?? '' };
  }

  identityId(identifier = this.person.request.identifier): string {
    return this.server.app.get(IdentityHash).idOf(identifier);
  }

  /** Under what tries are counted: the account's id, or the hash of an address that has none. */
  subjectOf(stranger?: string): string {
    return stranger === undefined ? this.person.accountId : this.identityId(stranger);
  }

  streakOf(stranger?: string): Promise<{ readonly failures: number } | null> {
    return this.server.accounts.collection<{ _id: string; failures: number }>(FAILURE_STREAKS).findOne({ _id: this.subjectOf(stranger) });
  }

  /** One try after the other, on both nodes by turns. */
  async inTurn(count: number, attempt: (at: TestServer) => Promise<TestAnswer>): Promise<TestAnswer[]> {
    const answers: TestAnswer[] = [];
    for (let i = 0; i < count; i += 1) answers.push(await attempt(i % 2 === 0 ? this.server : this.node));
    return answers;
  }

  /** An hour goes by: all counters of the hour are over, but not swept. */
  async passHour(): Promise<void> {
    await this.server.accounts.collection('rates').updateMany({}, { $set: { expire: new Date(0) } });
  }

  /** As many wrong passwords in a row as there may be, but for `less`; the row itself is counted by a test of its own. */
  async setStreak(less = 0, stranger?: string): Promise<void> {
    const $set = { failures: LOGIN_FAILURES_IN_A_ROW - less, lastAt: new Date() };
    const filter = { _id: this.subjectOf(stranger) };
    await this.server.accounts.collection<{ _id: string }>(FAILURE_STREAKS).updateOne(filter, { $set }, { upsert: true });
  }

  /** A counter of the hour as it stands after so many points. */
  async setRate(key: string, points: number): Promise<void> {
    const expire = new Date(Date.now() + 3_600_000);
    await this.server.accounts.collection('rates').replaceOne({ key }, { key, points, expire }, { upsert: true });
  }

  /** An address from which all tries but `left` have come. */
  fillAddress(key: string, left: number): Promise<void> {
    return this.setRate(`login:${key}`, RATES.login.points - left);
  }

  /** The server as a botnet leaves it, with `left` more wrong proofs to go. */
  fillServer(left: number): Promise<void> {
    return this.setRate('guesses:all', RATES.guesses.points - left);
  }
}
