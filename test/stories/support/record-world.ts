import type { ErrorCode, Grant, Outcome, SealchartClient } from '@sealchart/sdk';
import { SealchartError } from '@sealchart/sdk';
import { AccountDevice } from './account-device.ts';
import type { Breakage } from './breakdown.ts';
import { expectEqual, expectOneOf } from './demands.ts';
import type { InProcessServer } from './in-process-server.ts';

/** What somebody may be told who lacks a right, is behind, or was disturbed. Everything else is a defect. */
const REFUSALS: readonly ErrorCode[] = [
  'E_RIGHT',
  'E_GRANT',
  'E_NOT_FOUND',
  'E_AUDIENCE',
  'E_CONFLICT',
  'E_UNMERGED',
  'E_ERASED',
  'E_CLOCK',
  'E_USAGE',
];
/** What a broken network or store may tell besides. */
const BROKEN: readonly ErrorCode[] = [...REFUSALS, 'E_NETWORK', 'E_STORE', 'E_INCOMPLETE'];
/** After so many rounds of fetching and choosing everything must have come to rest. */
const ROUNDS = 8;

/** What an act came to: stored at the server, kept on the device, refused, or nobody knows before the next sync. */
export type Result = 'stored' | 'waiting' | 'refused' | 'unknown';

/** How an act is disturbed. */
export type Trouble = Breakage | 'twice' | undefined;

/** Text that somebody wrote, and what became of it; `given up`: it waited, was refused when it was sent, and its author threw it away. */
interface Written {
  readonly kind: 'content' | 'addendum';
  readonly author: string;
  readonly text: string;
  result: Result | 'given up';
}

/** An element as those who wrote it remember it. */
export interface Remembered {
  readonly elementId: string;
  readonly owner: Member;
  readonly written: Written[];
  /** `unknown`: the answer to an erase was lost. */
  erased: 'no' | 'yes' | 'unknown';
}

/** A person with one device. */
export class Member {
  readonly device: AccountDevice;
  readonly name: string;
  readonly #password = `the password of somebody ${crypto.randomUUID()}`;
  readonly identifier = `member.${crypto.randomUUID()}@example.org`;
  accountId = '';

  constructor(name: string, device: AccountDevice) {
    this.name = name;
    this.device = device;
  }

  get client(): SealchartClient {
    return this.device.client;
  }

  async register(): Promise<void> {
    const { identifier, name } = this;
    this.accountId = (await this.client.register({ identifier, name, password: this.#password, device: name })).accountId;
  }

  /** The program starts again on what the device kept. */
  async restart(): Promise<void> {
    await this.device.restart().unlock({ password: this.#password });
  }
}

/** Up to six people who share elements, on one server and one clock, and everything that they wrote. */
export class RecordWorld {
  readonly people: readonly Member[];
  readonly elements: Remembered[] = [];
  /** How many acts came to what. */
  readonly tally: Record<Result, number> = { stored: 0, waiting: 0, refused: 0, unknown: 0 };
  readonly #server: InProcessServer;
  readonly #twice = new Set<Member>();
  #count = 0;

  constructor(server: InProcessServer, people: number) {
    this.#server = server;
    this.people = Array.from({ length: people }, (_, i) => this.#member(`Person ${i}`));
  }

  /** Everybody registers and knows everybody; the first two have an element each, which the others read in different roles. */
  async begin(): Promise<void> {
    for (const member of this.people) await member.register();
    for (const member of this.people) {
      for (const other of this.people) if (other !== member) await member.client.findPerson(other.identifier);
    }
    for (const owner of this.people.slice(0, 2)) await this.create(owner);
    for (const member of this.people) await this.sync(member);
  }

  /** Milliseconds since 1970, for everybody: worlds before this one have moved the server's clock on as well. */
  now(): number {
    return this.#server.now();
  }

  pass(ms: number): void {
    this.#server.advance(ms);
  }

  memberAt(index: number): Member {
    return this.people[index % this.people.length] as Member;
  }

  elementAt(index: number): Remembered {
    return this.elements[index % this.elements.length] as Remembered;
  }

  async create(owner: Member): Promise<void> {
    const body = this.#text('first');
    const [outcome] = await owner.client.create([{ schema: 'text/plain', title: 'note', body }]);
    if (outcome?.ok !== true) throw outcome?.error ?? new TypeError('no outcome');
    const written: Written[] = [{ kind: 'content', author: owner.accountId, text: body, result: 'stored' }];
    const element: Remembered = { elementId: outcome.elementId, owner, written, erased: 'no' };
    this.elements.push(element);
    const others = this.people.filter((member) => member !== owner);
    for (const [i, role] of (['manager', 'editor', 'viewer'] as const).entries()) {
      const other = others[i];
      if (other) await this.share(owner, element, other, { grant: { role }, trouble: undefined });
    }
  }

  async edit(member: Member, element: Remembered, trouble: Trouble): Promise<void> {
    const text = this.#text('edit');
    const draft = { schema: 'text/plain', title: 'note', body: text };
    const write = (): Promise<Outcome> => member.client.update(element.elementId, draft);
    const result = await this.#write(member, trouble, { kind: 'content', elementId: element.elementId, write });
    element.written.push({ kind: 'content', author: member.accountId, text, result });
  }

  async addAddendum(member: Member, element: Remembered, trouble: Trouble): Promise<void> {
    const text = this.#text('addendum');
    const write = (): Promise<Outcome> => member.client.addAddendum(element.elementId, text);
    const result = await this.#write(member, trouble, { kind: 'addendum', elementId: element.elementId, write });
    element.written.push({ kind: 'addendum', author: member.accountId, text, result });
  }

  async restore(member: Member, { elementId }: Remembered, version: number, trouble: Trouble): Promise<void> {
    await this.#try(member, trouble, () => member.client.restore(elementId, version));
  }

  async share(member: Member, { elementId }: Remembered, other: Member, terms: { grant: Grant; trouble: Trouble }): Promise<void> {
    await this.#try(member, terms.trouble, () => member.client.share([elementId], other.accountId, terms.grant));
  }

  async revoke(member: Member, { elementId }: Remembered, other: Member, trouble: Trouble): Promise<void> {
    await this.#try(member, trouble, () => member.client.revoke([elementId], other.accountId));
  }

  async erase(member: Member, element: Remembered, trouble: Trouble): Promise<void> {
    const result = await this.#try(member, trouble, () => member.client.erase([element.elementId]));
    if (result === 'stored') element.erased = 'yes';
    else if (result !== 'refused' && element.erased === 'no') element.erased = 'unknown';
  }

  /** One device fetches; nothing that it is served may fail to be proven. */
  async sync(member: Member): Promise<void> {
    const { refused, sent } = await member.client.sync();
    expectEqual(refused, []);
    for (const outcome of sent) if (!outcome.ok) expectOneOf(outcome.error.code, REFUSALS);
  }

  /** Everybody fetches, sends what waits, chooses where two changed the same, and gives up what was refused: until nothing moves. */
  async settle(pick: (index: number) => 'mine' | 'theirs'): Promise<void> {
    for (let round = 0; round < ROUNDS; round += 1) {
      let isQuiet = true;
      for (const member of this.people) {
        const { client } = member;
        const { changed, gone, sent } = await client.sync();
        const refused = new Set(sent.flatMap(({ ok, elementId }) => (ok ? [] : [elementId])));
        if (changed + gone + sent.length > 0) isQuiet = false;
        for (const { elementId } of await client.conflicts()) {
          isQuiet = false;
          await this.#try(member, undefined, () => client.resolveConflict(elementId, { all: pick(round) }));
        }
        for (const elementId of new Set((await client.waiting()).map((edit) => edit.elementId))) {
          isQuiet = false;
          // Only what was sent and refused is given up: what is never sent keeps the record from coming to rest.
          if (round > 2 && refused.has(elementId)) await this.#giveUp(member, elementId);
        }
      }
      if (isQuiet) return;
    }
    throw new Error('the record does not come to rest');
  }

  /** Throws away what waits of an element. What of it the record holds all the same, by an answer that was lost, stays wanted. */
  async #giveUp(member: Member, elementId: string): Promise<void> {
    const element = this.elements.find((one) => one.elementId === elementId);
    if (!element) throw new TypeError('an element that nobody made');
    const { owner, written } = element;
    const waits = (await member.client.waiting()).some((edit) => edit.elementId === elementId && edit.kind === 'addendum');
    await member.client.discardEdit(elementId);
    // Of an erased element nothing is wanted.
    if (!waits || element.erased === 'yes' || !(await owner.client.list()).some((one) => one.elementId === elementId)) return;
    const { remarks } = await owner.client.open(elementId);
    for (const one of written) {
      const isOwn = one.kind === 'addendum' && one.author === member.accountId && one.result === 'waiting';
      if (isOwn && !remarks.some(({ text }) => text === one.text)) one.result = 'given up';
    }
  }

  /** Writes a text. What is refused for now may stay on the device and go out later; beside another that waits, nobody sees which it is. */
  async #write(
    member: Member,
    trouble: Trouble,
    { kind, elementId, write }: { kind: Written['kind']; elementId: string; write: () => Promise<Outcome> },
  ): Promise<Result> {
    const isWaiting = async (): Promise<boolean> =>
      (await member.client.waiting()).some((edit) => edit.elementId === elementId && edit.kind === kind);
    const waited = await isWaiting();
    const result = await this.#try(member, trouble, write);
    if (result !== 'refused' || !(await isWaiting())) return result;
    return waited ? 'unknown' : 'waiting';
  }

  async #try(member: Member, trouble: Trouble, act: () => Promise<Outcome | readonly Outcome[]>): Promise<Result> {
    const result = await this.#disturbed(member, trouble, act);
    this.tally[result] += 1;
    return result;
  }

  /** Runs an act, disturbed as asked; the device works again afterwards. */
  async #disturbed(member: Member, trouble: Trouble, act: () => Promise<Outcome | readonly Outcome[]>): Promise<Result> {
    const { breakdown } = member.device;
    const isBroken = typeof trouble === 'object';
    if (trouble === 'twice') this.#twice.add(member);
    breakdown.plan(isBroken ? trouble : undefined);
    try {
      return resultOf(await act(), isBroken);
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      expectOneOf(error.code, isBroken ? BROKEN : REFUSALS);
      return isBroken && !REFUSALS.includes(error.code) ? 'unknown' : 'refused';
    } finally {
      breakdown.plan(undefined);
      this.#twice.delete(member);
      if (isBroken && trouble.kind === 'death') await member.restart();
    }
  }

  #member(name: string): Member {
    const clock = {
      now: () => this.now(),
      // Patience costs no time; the server waits with everybody.
      wait: async (ms: number): Promise<void> => this.pass(ms),
    };
    const device = new AccountDevice(this.#server, {
      clock,
      between: (http) => ({
        send: async (request) => {
          // The first answer is lost, and the request comes once more.
          if (this.#twice.has(member) && request.method === 'POST') await http.send(request);
          return http.send(request);
        },
      }),
    });
    const member = new Member(name, device);
    return member;
  }

  #text(what: string): string {
    this.#count += 1;
    return `${what} ${this.#count} ${crypto.randomUUID()}`;
  }
}

function resultOf(answer: Outcome | readonly Outcome[], isBroken: boolean): Result {
  const [outcome] = Array.isArray(answer) ? (answer as readonly Outcome[]) : [answer as Outcome];
  if (!outcome) throw new TypeError('no outcome');
  if (outcome.ok) return outcome.isWaiting ? 'waiting' : 'stored';
  expectOneOf(outcome.error.code, isBroken ? BROKEN : REFUSALS);
  return outcome.error.code === 'E_UNMERGED' ? 'waiting' : 'refused';
}
