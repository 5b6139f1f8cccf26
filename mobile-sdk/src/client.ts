import type { SessionView } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { ClientState, OwnAccount, PendingWork, RecoveryKit, SecuredAccount, Usage, WayIn } from './client-api/account.ts';
import type { SealchartClient } from './client-api/client.ts';
import type { Conflict, OnProgress, Outcome, Resolution, SyncReport, WaitingEdit } from './client-api/edits.ts';
import type { Draft, ElementSummary, ErasedElement, ListFilter, OpenedElement, RefusedElement, SearchText } from './client-api/elements.ts';
import type { ElementVersion, FieldChange, FormerContent } from './client-api/history.ts';
import type { ExportFile, FileSource, ImportOptions, ImportReport, ImportSummary, UndoReport } from './client-api/exchange.ts';
import type { Compared, Grant, Person, PersonAccess, PersonElement, Reader } from './client-api/people.ts';
import type { Watch, WatchOptions } from './client-api/watch.ts';
import type { ClientOptions } from './config.ts';
import { Directory } from './features/directory/directory.ts';
import { verificationCodeOf } from './features/directory/verification-code.ts';
import { addAddendum } from './features/edits/addendum.ts';
import { conflictsOf, resolveConflict } from './features/edits/conflicts.ts';
import { restoreContent, updateElement } from './features/edits/update.ts';
import { discardEdit, waitingEdits } from './features/edits/waiting.ts';
import { seenBy, whoSees } from './features/elements/access-overview.ts';
import type { ElementsContext } from './features/elements/context.ts';
import { contextOf } from './features/elements/context.ts';
import { createElements } from './features/elements/creation.ts';
import { eraseElements, erasedElements } from './features/elements/erasing.ts';
import { compareContents, openFormerContent } from './features/elements/former-content.ts';
import { historyOf } from './features/elements/history.ts';
import { listElements } from './features/elements/listing.ts';
import { openElement } from './features/elements/opening.ts';
import { readersOf } from './features/elements/readers.ts';
import { searchTexts, searchTextsOf } from './features/elements/search-texts.ts';
import { markSeen } from './features/elements/seen.ts';
import { revokeElements, shareElements } from './features/elements/sharing.ts';
import { verifyPerson } from './features/elements/verification.ts';
import { exportFhir } from './features/exchange/fhir-export.ts';
import { importFhir } from './features/exchange/fhir-import.ts';
import { exportGnupg } from './features/exchange/gnupg-export.ts';
import { listImports, undoImport } from './features/exchange/imports.ts';
import { exportSealed } from './features/exchange/sealed-export.ts';
import type { OpenWatch } from './features/live/watch.ts';
import { watchFeed } from './features/live/watch.ts';
import { changeName } from './features/pending-work/profile-step.ts';
import { finishPendingWork, pendingWork, syncAndFinish, takeLastLook } from './features/pending-work/pending-work.ts';
import { Session } from './session/session.ts';
import type { UnlockedSession } from './session/unlocked-session.ts';
import { countRefused, refusedElements } from './sync/cursor.ts';

/** A client of one server on one device. Nothing is read or sent before the first act. */
export function createClient(options: ClientOptions): SealchartClient {
  return new Client(new Session(options));
}

/** Wiring only: the session opens the account, the features act on it. */
class Client implements SealchartClient {
  readonly #session: Session;
  #context: ElementsContext | undefined;
  readonly #watches = new Set<OpenWatch>();
  /** The act under way. Acts that move the local state on follow one another. */
  #last: Promise<unknown> = Promise.resolve();
  /** The long act whose step ran last, unless another act ran since. */
  #lastSeries: symbol | undefined;
  /** From one unlocking to the next locking: a long act ends with it. */
  #stay = Symbol('stay');

  constructor(session: Session) {
    this.#session = session;
  }

  async state(): Promise<ClientState> {
    await this.#leaving(() => this.#session.follow()).catch((error: unknown) => {
      // What another client ended is a state as any other.
      if (this.#session.isOpen) throw error;
    });
    return this.#session.state();
  }

  async register(options: Parameters<SealchartClient['register']>[0]): Promise<OwnAccount> {
    return accountOf(await this.#session.register(options));
  }

  async login(options: Parameters<SealchartClient['login']>[0]): Promise<OwnAccount> {
    return accountOf(await this.#session.login(options));
  }

  async recover(options: Parameters<SealchartClient['recover']>[0]): Promise<OwnAccount> {
    return accountOf(await this.#session.recover(options));
  }

  async unlock(options: { password: string }): Promise<OwnAccount> {
    return accountOf(await this.#session.unlock(options));
  }

  async unlockWithKey(accountKey: Uint8Array): Promise<OwnAccount> {
    return accountOf(await this.#session.unlockWithKey(accountKey));
  }

  accountKey(): Uint8Array {
    return this.#session.accountKey();
  }

  lock(): void {
    this.#leave();
    this.#session.lock();
  }

  async logout(): Promise<void> {
    await this.#session.logout();
    this.#leave();
  }

  account(): OwnAccount {
    return accountOf(this.#session.current());
  }

  changeName(name: string): Promise<OwnAccount> {
    return this.#act(async ({ session }) => {
      await changeName(session, name);
      return accountOf(session);
    });
  }

  makeRecoveryKit(options: { password: string }): Promise<RecoveryKit> {
    return this.#after(() => this.#session.makeRecoveryKit(options));
  }

  changePassword(options: { password: string; newPassword: string }): Promise<void> {
    return this.#after(() => this.#session.changePassword(options));
  }

  rotate(options: Parameters<SealchartClient['rotate']>[0]): Promise<PendingWork> {
    return this.#after(async () => {
      await this.#session.rotate(options);
      return pendingWork(this.#elements());
    });
  }

  secure(options: Parameters<SealchartClient['secure']>[0]): Promise<SecuredAccount> {
    const beforeRotation = () => takeLastLook(this.#elements());
    return this.#after(() => this.#session.secure({ ...options, beforeRotation }));
  }

  closeAccount(options: Parameters<SealchartClient['closeAccount']>[0]): Promise<void> {
    return this.#after(async () => {
      await this.#session.closeAccount(options);
      this.#leave();
    });
  }

  finishPendingWork(onProgress?: OnProgress): Promise<PendingWork> {
    return this.#act((context) => finishPendingWork(context, onProgress));
  }

  waysIn(): Promise<WayIn[]> {
    return this.#read(() => this.#session.waysIn());
  }

  confirmWaysIn(slotIds: readonly string[]): Promise<WayIn[]> {
    return this.#after(() => this.#session.confirmWaysIn(slotIds));
  }

  certificate(): string {
    return this.#session.certificate();
  }

  sessions(): Promise<SessionView[]> {
    return this.#read(async ({ session }) => (await session.api.sessions()).sessions);
  }

  endSession(sessionId: string): Promise<void> {
    return this.#read(({ session }) => session.api.endSession(sessionId));
  }

  endOtherSessions(): Promise<number> {
    return this.#read(async ({ session }) => (await session.api.endOtherSessions()).ended);
  }

  logins(before?: string): ReturnType<SealchartClient['logins']> {
    return this.#read(async ({ session }) => {
      const { logins, before: older } = await session.api.logins(before);
      return older === undefined ? { logins } : { logins, before: older };
    });
  }

  findPerson(identifier: string): Promise<Person> {
    return this.#act(({ directory }) => directory.find(identifier));
  }

  people(): Promise<Person[]> {
    return this.#read(({ directory }) => directory.people());
  }

  verifyPerson(accountId: string, compared: Compared): Promise<Person> {
    return this.#act((context) => verifyPerson(context, accountId, compared));
  }

  verificationCode(): string {
    const { instance, account } = this.#session.current();
    return verificationCodeOf({ ...account, instanceId: instance.instanceId });
  }

  sync(onProgress?: OnProgress): Promise<SyncReport> {
    return this.#inSteps(async (context) => {
      await context.inTurn(() => this.#session.refresh());
      return syncAndFinish(context, onProgress);
    });
  }

  list(filter?: ListFilter): Promise<ElementSummary[]> {
    return this.#read((context) => listElements(context, filter));
  }

  markSeen(elementIds: readonly string[]): Promise<void> {
    return this.#act((context) => markSeen(context, elementIds));
  }

  refused(): Promise<RefusedElement[]> {
    return this.#read(refusedElements);
  }

  refusedCount(): Promise<number> {
    return this.#read(countRefused);
  }

  async *searchTexts(): AsyncGenerator<readonly SearchText[], void, void> {
    yield* searchTexts(this.#elements());
  }

  searchTextsOf(elementIds: readonly string[]): Promise<SearchText[]> {
    return this.#read((context) => searchTextsOf(context, elementIds));
  }

  open(elementId: string): Promise<OpenedElement> {
    return this.#act((context) => openElement(context, elementId));
  }

  create(drafts: readonly Draft[], onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#act((context) => createElements(context, drafts, onProgress));
  }

  update(elementId: string, draft: Draft, options?: { readonly base?: number }): Promise<Outcome> {
    return this.#act((context) => updateElement(context, elementId, draft, options));
  }

  addAddendum(elementId: string, text: string): Promise<Outcome> {
    return this.#act((context) => addAddendum(context, elementId, text));
  }

  restore(elementId: string, contentVersion: number): Promise<Outcome> {
    return this.#act((context) => restoreContent(context, elementId, contentVersion));
  }

  history(elementId: string): Promise<ElementVersion[]> {
    return this.#act((context) => historyOf(context, elementId));
  }

  openVersion(elementId: string, contentVersion: number): Promise<FormerContent> {
    return this.#act((context) => openFormerContent(context, elementId, contentVersion));
  }

  compareVersions(elementId: string, from: number, to: number): Promise<FieldChange[]> {
    return this.#act((context) => compareContents(context, elementId, { from, to }));
  }

  erase(elementIds: readonly string[], onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#inSteps((context) => eraseElements(context, elementIds, onProgress));
  }

  erased(): Promise<ErasedElement[]> {
    return this.#act((context) => erasedElements(context));
  }

  waiting(): Promise<WaitingEdit[]> {
    return this.#read((context) => waitingEdits(context));
  }

  conflicts(): Promise<Conflict[]> {
    return this.#read((context) => conflictsOf(context));
  }

  resolveConflict(elementId: string, resolution: Resolution): Promise<Outcome> {
    return this.#act((context) => resolveConflict(context, elementId, resolution));
  }

  discardEdit(elementId: string): Promise<void> {
    return this.#act((context) => discardEdit(context, elementId));
  }

  readers(elementId: string): Promise<Reader[]> {
    return this.#read((context) => readersOf(context, elementId));
  }

  whoSees(): Promise<PersonAccess[]> {
    return this.#read((context) => whoSees(context));
  }

  seenBy(accountId: string): Promise<PersonElement[]> {
    return this.#read((context) => seenBy(context, accountId));
  }

  share(elementIds: readonly string[], accountId: string, grant: Grant, onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#inSteps((context) => shareElements(context, elementIds, { accountId, grant }, onProgress));
  }

  revoke(elementIds: readonly string[], accountId: string, onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#inSteps((context) => revokeElements(context, elementIds, accountId, onProgress));
  }

  importFhir(file: FileSource, options?: ImportOptions): Promise<ImportReport> {
    return this.#inSteps((context) => importFhir(context, file, options));
  }

  imports(): Promise<ImportSummary[]> {
    return this.#read((context) => listImports(context));
  }

  undoImport(importId: string, onProgress?: OnProgress): Promise<UndoReport> {
    return this.#inSteps((context) => undoImport(context, importId, onProgress));
  }

  async *exportFhir(...[elementIds, options]: Parameters<SealchartClient['exportFhir']>): AsyncGenerator<string, void, void> {
    yield* exportFhir(this.#series(), elementIds, options);
  }

  async *exportSealed(elementIds?: readonly string[], onProgress?: OnProgress): AsyncGenerator<ExportFile, void, void> {
    yield* exportSealed(this.#series(), elementIds, onProgress);
  }

  async *exportGnupg(elementIds?: readonly string[], onProgress?: OnProgress): AsyncGenerator<Uint8Array, void, void> {
    yield* exportGnupg(this.#series(), elementIds, onProgress);
  }

  exportSecretKeys(options: Parameters<SealchartClient['exportSecretKeys']>[0]): Promise<string> {
    return this.#after(() => this.#session.exportSecretKeys(options));
  }

  usage(): Promise<Usage> {
    return this.#read(({ session }) => session.api.usage());
  }

  watch(options: WatchOptions): Watch {
    const watch = watchFeed(this.#elements(), options);
    this.#watches.add(watch);
    return watch;
  }

  close(): Promise<void> {
    this.#leave();
    return this.#session.close();
  }

  /** The account is not to be used any more: nobody watches it either. */
  #leave(): void {
    this.#context = undefined;
    this.#stay = Symbol('stay');
    for (const watch of this.#watches) watch.end(new SealchartError('E_LOCKED'));
    this.#watches.clear();
  }

  /** The features' context of the account that is unlocked now. `E_LOCKED`. */
  #elements(): ElementsContext {
    const session = this.#session.current();
    if (this.#context?.session !== session) this.#context = contextOf(session, new Directory(session));
    return this.#context;
  }

  /** Reads what is kept, without waiting for acts, but never what another client of this store has replaced since. */
  async #read<T>(act: (context: ElementsContext) => Promise<T>): Promise<T> {
    await this.#leaving(() => this.#session.follow());
    return act(this.#elements());
  }

  /** When what another client did ends the account here, nobody watches it any more. */
  async #leaving<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!this.#session.isOpen) this.#leave();
      throw error;
    }
  }

  /** One turn among all clients of this store. What was read of people before others wrote is read anew. */
  #inTurn<T>(act: (isMoved: boolean) => Promise<T>): Promise<T> {
    return this.#leaving(() =>
      this.#session.inTurn(async () => {
        const isMoved = this.#session.isOpen && (await this.#session.current().store.isMoved());
        if (isMoved) this.#context = undefined;
        return act(isMoved);
      }),
    );
  }

  #act<T>(act: (context: ElementsContext) => Promise<T>): Promise<T> {
    return this.#after(() => act(this.#elements()));
  }

  /** The context of an act that takes a turn for each of its steps, so that others need not wait for all of it. `E_LOCKED`. */
  #series(): ElementsContext {
    const [series, stay] = [Symbol('series'), this.#stay];
    return {
      ...this.#elements(),
      inTurn: (step) =>
        this.#after(async (isAfterOthers) => {
          if (stay !== this.#stay) throw new SealchartError('E_LOCKED');
          return step(this.#elements(), isAfterOthers);
        }, series),
    };
  }

  async #inSteps<T>(act: (context: ElementsContext) => Promise<T>): Promise<T> {
    return act(this.#series());
  }

  /** Acts follow one another; those on the keys leave a context of their own behind. */
  #after<T>(act: (isAfterOthers: boolean) => Promise<T>, series?: symbol): Promise<T> {
    const result = this.#last.then(() => {
      const isAfterOthers = series === undefined || this.#lastSeries !== series;
      this.#lastSeries = series;
      return this.#inTurn((isMoved) => act(isAfterOthers || isMoved));
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function accountOf({ account }: UnlockedSession): OwnAccount {
  return account;
}
