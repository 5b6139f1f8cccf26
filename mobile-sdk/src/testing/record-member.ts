import { SealchartError } from '@sealchart/protocol';
import type { SignedStatement } from '@sealchart/protocol';
import type { Outcome } from '../client-api/edits.ts';
import type { Grant } from '../client-api/people.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { createElements } from '../features/elements/creation.ts';
import { keepProven, proveElement } from '../features/elements/opening.ts';
import { knownElement, readElement } from '../features/elements/reading.ts';
import { sealContent } from '../features/elements/seal.ts';
import { shareElements } from '../features/elements/sharing.ts';
import { sendWrites } from '../features/elements/writing.ts';
import type { Ports } from '../ports/ports.ts';
import { syncElements } from '../sync/sync.ts';
import { DirectoryAccount } from './directory-account.ts';
import { forgeAddendum } from './forger.ts';
import { RecordDevice } from './record-device.ts';
import type { RecordServer } from './record-server.ts';

/** What a content version says. */
interface Said {
  readonly body: string;
  readonly schema?: string;
  readonly title?: string;
}

/** An account with one device at a server of records: what people do in specs of elements, in one line each. */
export class RecordMember {
  readonly account: DirectoryAccount;
  readonly device: RecordDevice;

  private constructor(account: DirectoryAccount, device: RecordDevice) {
    this.account = account;
    this.device = device;
  }

  static async join(
    server: RecordServer,
    name: string,
    { profile = 'modern', ports }: { readonly profile?: 'modern' | 'rsa'; readonly ports?: Partial<Ports> } = {},
  ): Promise<RecordMember> {
    const account = await DirectoryAccount.create(server.instance.instanceId, name, profile);
    server.show(account);
    return RecordMember.of(server, account, ports);
  }

  /** One more device of an account. */
  static async of(server: RecordServer, account: DirectoryAccount, ports?: Partial<Ports>): Promise<RecordMember> {
    return new RecordMember(account, await RecordDevice.create(account, server, ports));
  }

  get accountId(): string {
    return this.account.accountId;
  }

  open(): Promise<ElementsContext> {
    return this.device.open();
  }

  async sync(): ReturnType<typeof syncElements> {
    return syncElements(await this.open());
  }

  /** Adds an element to the own record. */
  async write(said: Said | string): Promise<string> {
    const [outcome] = await createElements(await this.open(), [{ schema: 'text/plain', title: '', ...saidOf(said) }]);
    return requireOk(outcome).elementId;
  }

  /** A new content version; `addenda` are those of the newest unless they are named. Gives its number. */
  async rewrite(elementId: string, said: Said | string, addenda?: readonly SignedStatement[]): Promise<number> {
    const context = await this.open();
    const { session, directory } = context;
    const known = await knownElement(session, elementId);
    const proven = await proveElement(context, await readElement(session, { elementId, known }), known);
    await keepProven(session, proven);
    const { content, open, stored } = proven;
    const readers = await directory.recipients(stored.state.audience.map(({ principal }) => principal));
    const { schema, title } = content;
    const draft = { schema, title, addenda: addenda ?? content.addenda, open, source: content.source, ...saidOf(said) };
    const [outcome] = await sendWrites(session, [await sealContent(session, { before: stored }, draft, readers)]);
    return requireOk(outcome).version;
  }

  /** An addendum as this client makes it. Gives the number of the version that brought it. */
  async remark(elementId: string, text: string): Promise<number> {
    const context = await this.open();
    const known = await knownElement(context.session, elementId);
    const { content } = await proveElement(context, await readElement(context.session, { elementId, known }), known);
    const { recordId, contentVersion, addenda, body } = content;
    const about = { elementId, recordId, body };
    const addendum = await forgeAddendum(this.author(), about, { number: addenda.length + 1, contentVersion, text });
    return this.rewrite(elementId, { body }, [...addenda, addendum]);
  }

  async share(elementId: string, to: { readonly accountId: string }, grant: Grant = {}): Promise<Outcome> {
    const [outcome] = await shareElements(await this.open(), [elementId], { accountId: to.accountId, grant });
    if (!outcome) throw new TypeError('no outcome');
    return outcome;
  }

  /** Shares, and is sure that it did. */
  async shared(elementId: string, to: { readonly accountId: string }, grant: Grant = {}): Promise<number> {
    return requireOk(await this.share(elementId, to, grant)).version;
  }

  /** Who signs in this account's name. */
  author(): { instanceId: string; accountId: string; identity: DirectoryAccount['identity'] } {
    const { instanceId, accountId, identity } = this.account;
    return { instanceId, accountId, identity };
  }
}

function saidOf(said: Said | string): Said {
  return typeof said === 'string' ? { body: said } : said;
}

function requireOk(outcome: Outcome | undefined): Extract<Outcome, { ok: true }> {
  if (outcome?.ok !== true) throw outcome?.error ?? new SealchartError('E_UNEXPECTED', { detail: 'no outcome' });
  return outcome;
}
