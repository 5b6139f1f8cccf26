import { ACCOUNT_EVENT } from '@sealchart/protocol';
import { Clock } from '../platform/clock.ts';
import type { LoggedInAccount } from './test-account.ts';
import { makeTestAccount, registerAndLogIn } from './test-account.ts';
import { anchorOver, sendAnchor } from './test-anchor.ts';
import type { TestKeys } from './test-bundle.ts';
import type { TestReader, TestVersion } from './test-element.ts';
import { TestElement, store } from './test-element.ts';
import type { TestServer } from './test-server.ts';

/** Who calls: what the person is to the shared elements. `nobody` has no session. */
export const CALLERS = ['owner', 'manager', 'editor', 'viewer', 'expired', 'revoked', 'stranger', 'nobody'] as const;
export type CallerRole = (typeof CALLERS)[number];

/**
 * What is called for. `own`: what the caller is something to, or its own account. `others`: what somebody else has alone. `erased`: what
 * had the readers of `own` and was erased, or a closed account, or an ended session. `absent`: an id that nothing has.
 */
export const TARGETS = ['own', 'others', 'erased', 'absent'] as const;
export type Target = (typeof TARGETS)[number];

const MINUTE = 60_000;
const EXPIRED_AFTER = MINUTE;
const NOW_AFTER = 2 * MINUTE;

/** A person whose keys move as the matrix writes them. */
export type Person = { -readonly [Key in keyof LoggedInAccount]: LoggedInAccount[Key] } & { keys: TestKeys };

/** The people, accounts and elements of the authorisation matrix, on one server whose clock has passed the end of `expired`. */
export class AuthorisationWorld {
  readonly server: TestServer;
  readonly #people: ReadonlyMap<CallerRole, Person>;
  /** Has what is `others`. */
  readonly other: Person;
  /** Closed its account. */
  readonly closed: LoggedInAccount;
  /** Never registered. */
  readonly absentAccount: Pick<LoggedInAccount, 'identity' | 'request' | 'keys'>;
  #elements: Readonly<Record<Target, TestElement>> | undefined;
  #offsetMs = 0;

  private constructor(
    server: TestServer,
    people: ReadonlyMap<CallerRole, Person>,
    others: Pick<AuthorisationWorld, 'other' | 'closed'>,
    absent: AuthorisationWorld['absentAccount'],
  ) {
    this.server = server;
    this.#people = people;
    this.other = others.other;
    this.closed = others.closed;
    this.absentAccount = absent;
    server.app.get(Clock).now = () => Date.now() + this.#offsetMs;
  }

  static async open(server: TestServer): Promise<AuthorisationWorld> {
    const callers = CALLERS.filter((caller) => caller !== 'nobody');
    const [people, other, closed, absent] = await Promise.all([
      Promise.all(callers.map(async (caller) => [caller, await registerAndLogIn(server)] as const)),
      registerAndLogIn(server),
      registerAndLogIn(server),
      makeTestAccount(server.instanceId),
    ]);
    const world = new AuthorisationWorld(server, new Map(people), { other, closed }, absent);
    await world.#fill();
    return world;
  }

  /** Whom a caller is; what nobody sends is what the stranger would send, without a session. */
  person(caller: CallerRole): Person {
    const person = this.#people.get(caller === 'nobody' ? 'stranger' : caller);
    if (!person) throw new Error(`no ${caller}`);
    return person;
  }

  /** The one element of a target that is only read. */
  element(target: Target): TestElement {
    const element = this.#elements?.[target];
    if (!element) throw new Error(`no ${target} element`);
    return element;
  }

  /** The account that a target is, seen from a caller. */
  account(caller: CallerRole, target: Target): Pick<LoggedInAccount, 'identity' | 'request' | 'keys'> {
    return { own: this.person(caller), others: this.other, erased: this.closed, absent: this.absentAccount }[target];
  }

  /** One more element that is like `own`, to be written to. */
  async freshElement(): Promise<TestElement> {
    const versions = await this.#sharedVersions();
    await this.#atStart(() => this.#storeAll(this.person('owner'), versions));
    return (versions.at(-1) as TestVersion).element;
  }

  /** What the caller of `revoke` signs to close an account. */
  closingOf({ keys }: Pick<LoggedInAccount, 'keys'>): Promise<unknown> {
    const { identity, head } = keys;
    return identity.sign({
      ...identity.fields(ACCOUNT_EVENT),
      kind: 'revoke',
      sequence: head.sequence + 1,
      previous: head.hash,
      fingerprint: identity.certificate.fingerprint,
      cause: 'closed',
    });
  }

  /** The anchor that an account would write next over what the server holds of its record. */
  async nextAnchor(person: Pick<LoggedInAccount, 'identity' | 'accountId'>, changes: Record<string, unknown> = {}): Promise<unknown> {
    const heads = await this.server.records
      .collection<{ _id: string; version: number; manifestHash: string }>('elements')
      .find({ recordId: person.accountId })
      .sort({ _id: 1 })
      .toArray();
    const versions = heads.map(({ _id, version, manifestHash }) => ({ element: { elementId: _id, version }, hash: manifestHash }));
    return anchorOver(person, versions as TestVersion[], changes);
  }

  async #fill(): Promise<void> {
    const [own, erased, absent] = [await this.#sharedVersions(), await this.#sharedVersions(), await this.#sharedVersions()];
    const others = await TestElement.of(this.other.identity).edit();
    const owner = this.person('owner');
    await this.#storeAll(owner, [...own, ...erased]);
    await this.#storeAll(this.other, [others]);
    const erasing = await (erased.at(-1) as TestVersion).element.share([], { packetsFor: [], manifest: toErase });
    await this.#storeAll(owner, [erasing]);
    const closing = { event: await this.closingOf(this.closed) };
    const { token } = this.closed;
    const closedAnswer = await this.server.inject({ method: 'POST', url: '/v1/accounts/me/close', token, payload: closing });
    const anchored = await sendAnchor(this.server, this.other, await this.nextAnchor(this.other));
    const isReady = [closedAnswer, anchored].every(({ status }) => status === 204);
    if (!isReady) throw new Error(`${closedAnswer.text} ${anchored.text}`);
    this.#elements = {
      own: (own.at(-1) as TestVersion).element,
      others: others.element,
      erased: erasing.element,
      absent: (absent.at(-1) as TestVersion).element,
    };
    this.#offsetMs = NOW_AFTER;
  }

  /** Versions 1 and 2 are the owner's alone; 3 is shared, with the editor since the beginning; 4 has another content, 5 takes `revoked` out. */
  async #sharedVersions(): Promise<TestVersion[]> {
    const as = (caller: CallerRole, role: TestReader['role'], more: Partial<TestReader> = {}): TestReader => ({
      identity: this.person(caller).identity,
      role,
      ...more,
    });
    const first = await TestElement.of(this.person('owner').identity).edit();
    const second = await first.element.edit();
    const until = new Date(Math.ceil((Date.now() + EXPIRED_AFTER) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
    const kept = [
      ...second.element.readers,
      as('manager', 'manager'),
      as('editor', 'editor', { history: true }),
      as('viewer', 'viewer'),
      as('expired', 'manager', { until }),
    ];
    const third = await second.element.share([...kept, as('revoked', 'manager')]);
    const fourth = await third.element.edit();
    return [first, second, third, fourth, await fourth.element.share(kept)];
  }

  async #atStart<T>(act: () => Promise<T>): Promise<T> {
    this.#offsetMs = 0;
    try {
      return await act();
    } finally {
      this.#offsetMs = NOW_AFTER;
    }
  }

  async #storeAll(account: Pick<LoggedInAccount, 'token'>, versions: readonly TestVersion[]): Promise<void> {
    const results = await store(this.server, account, ...versions);
    if (!results.every(({ status }) => status === 'stored')) throw new Error(JSON.stringify(results));
  }
}

/** The end of an element, made so that a test still has what it needs to try to go on. */
function toErase(manifest: Record<string, unknown>): object {
  const kept = Object.entries(manifest).filter(([name]) => name !== 'content');
  return { ...Object.fromEntries(kept), kind: 'erase', audience: [] };
}
