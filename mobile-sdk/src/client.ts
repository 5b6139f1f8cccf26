import type { SessionView } from '@sealchart/protocol';
import { Acts } from './acts.ts';
import type { ClientState, OwnAccount, PendingWork, RecoveryKit, SecuredAccount, Usage, WayIn } from './client-api/account.ts';
import type { SealchartClient } from './client-api/client.ts';
import type { Conflict, OnProgress, Outcome, Resolution, SyncReport, WaitingEdit } from './client-api/edits.ts';
import type { Draft, ElementSummary, ErasedElement, ListFilter, OpenedElement, RefusedElement, SearchText } from './client-api/elements.ts';
import type { ElementVersion, FieldChange, FormerContent } from './client-api/history.ts';
import type { ExportFile, FileSource, ImportOptions, ImportReport, ImportSummary, UndoReport } from './client-api/exchange.ts';
import type { Compared, Grant, Person, PersonAccess, PersonElement, PersonKey, Reader } from './client-api/people.ts';
import type { Watch, WatchOptions } from './client-api/watch.ts';
import type { ClientOptions } from './config.ts';
import { verificationCodeOf } from './features/directory/verification-code.ts';
import { addAddendum } from './features/edits/addendum.ts';
import { conflictsOf, resolveConflict } from './features/edits/conflicts.ts';
import { restoreContent, updateElement } from './features/edits/update.ts';
import { discardEdit, waitingEdits } from './features/edits/waiting.ts';
import { seenBy, whoSees } from './features/elements/access-overview.ts';
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
  readonly #acts: Acts;

  constructor(session: Session) {
    this.#session = session;
    this.#acts = new Acts(session);
  }

  async state(): Promise<ClientState> {
    await this.#acts.follow().catch((error: unknown) => {
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
    this.#acts.leave();
    this.#session.lock();
  }

  async logout(): Promise<void> {
    await this.#session.logout();
    this.#acts.leave();
  }

  account(): OwnAccount {
    return accountOf(this.#session.current());
  }

  changeName(name: string): Promise<OwnAccount> {
    return this.#acts.act(async ({ session }) => {
      await changeName(session, name);
      return accountOf(session);
    });
  }

  makeRecoveryKit(options: { password: string }): Promise<RecoveryKit> {
    return this.#acts.after(() => this.#session.makeRecoveryKit(options));
  }

  changePassword(options: { password: string; newPassword: string }): Promise<void> {
    return this.#acts.after(() => this.#session.changePassword(options));
  }

  rotate(options: Parameters<SealchartClient['rotate']>[0]): Promise<PendingWork> {
    return this.#acts.after(async () => {
      await this.#session.rotate(options);
      return pendingWork(this.#acts.elements());
    });
  }

  secure(options: Parameters<SealchartClient['secure']>[0]): Promise<SecuredAccount> {
    const beforeRotation = () => takeLastLook(this.#acts.elements());
    return this.#acts.after(() => this.#session.secure({ ...options, beforeRotation }));
  }

  closeAccount(options: Parameters<SealchartClient['closeAccount']>[0]): Promise<void> {
    return this.#acts.after(async () => {
      await this.#session.closeAccount(options);
      this.#acts.leave();
    });
  }

  finishPendingWork(onProgress?: OnProgress): Promise<PendingWork> {
    return this.#acts.act((context) => finishPendingWork(context, onProgress));
  }

  waysIn(): Promise<WayIn[]> {
    return this.#acts.read(() => this.#session.waysIn());
  }

  confirmWaysIn(slotIds: readonly string[]): Promise<WayIn[]> {
    return this.#acts.after(() => this.#session.confirmWaysIn(slotIds));
  }

  certificate(): string {
    return this.#session.certificate();
  }

  sessions(): Promise<SessionView[]> {
    return this.#acts.read(async ({ session }) => (await session.api.sessions()).sessions);
  }

  endSession(sessionId: string): Promise<void> {
    return this.#acts.read(({ session }) => session.api.endSession(sessionId));
  }

  endOtherSessions(): Promise<number> {
    return this.#acts.read(async ({ session }) => (await session.api.endOtherSessions()).ended);
  }

  logins(before?: string): ReturnType<SealchartClient['logins']> {
    return this.#acts.read(async ({ session }) => {
      const { logins, before: older } = await session.api.logins(before);
      return older === undefined ? { logins } : { logins, before: older };
    });
  }

  findPerson(identifier: string): Promise<Person> {
    return this.#acts.act(({ directory }) => directory.find(identifier));
  }

  people(): Promise<Person[]> {
    return this.#acts.read(({ directory }) => directory.people());
  }

  keysOf(accountId: string): Promise<PersonKey[]> {
    return this.#acts.read(({ directory }) => directory.keyHistory(accountId));
  }

  verifyPerson(accountId: string, compared: Compared): Promise<Person> {
    return this.#acts.act((context) => verifyPerson(context, accountId, compared));
  }

  verificationCode(): string {
    const { instance, account } = this.#session.current();
    return verificationCodeOf({ ...account, instanceId: instance.instanceId });
  }

  sync(onProgress?: OnProgress): Promise<SyncReport> {
    return this.#acts.inSteps(async (context) => {
      await context.inTurn(() => this.#session.refresh());
      return syncAndFinish(context, onProgress);
    });
  }

  list(filter?: ListFilter): Promise<ElementSummary[]> {
    return this.#acts.read((context) => listElements(context, filter));
  }

  markSeen(elementIds: readonly string[]): Promise<void> {
    return this.#acts.act((context) => markSeen(context, elementIds));
  }

  refused(): Promise<RefusedElement[]> {
    return this.#acts.read(refusedElements);
  }

  refusedCount(): Promise<number> {
    return this.#acts.read(countRefused);
  }

  async *searchTexts(): AsyncGenerator<readonly SearchText[], void, void> {
    yield* searchTexts(this.#acts.elements());
  }

  searchTextsOf(elementIds: readonly string[]): Promise<SearchText[]> {
    return this.#acts.read((context) => searchTextsOf(context, elementIds));
  }

  open(elementId: string): Promise<OpenedElement> {
    return this.#acts.act((context) => openElement(context, elementId));
  }

  create(drafts: readonly Draft[], onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#acts.act((context) => createElements(context, drafts, onProgress));
  }

  update(elementId: string, draft: Draft, options?: { readonly base?: number }): Promise<Outcome> {
    return this.#acts.act((context) => updateElement(context, elementId, draft, options));
  }

  addAddendum(elementId: string, text: string): Promise<Outcome> {
    return this.#acts.act((context) => addAddendum(context, elementId, text));
  }

  restore(elementId: string, contentVersion: number): Promise<Outcome> {
    return this.#acts.act((context) => restoreContent(context, elementId, contentVersion));
  }

  history(elementId: string): Promise<ElementVersion[]> {
    return this.#acts.act((context) => historyOf(context, elementId));
  }

  openVersion(elementId: string, contentVersion: number): Promise<FormerContent> {
    return this.#acts.act((context) => openFormerContent(context, elementId, contentVersion));
  }

  compareVersions(elementId: string, from: number, to: number): Promise<FieldChange[]> {
    return this.#acts.act((context) => compareContents(context, elementId, { from, to }));
  }

  erase(elementIds: readonly string[], onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#acts.inSteps((context) => eraseElements(context, elementIds, onProgress));
  }

  erased(): Promise<ErasedElement[]> {
    return this.#acts.act((context) => erasedElements(context));
  }

  waiting(): Promise<WaitingEdit[]> {
    return this.#acts.read((context) => waitingEdits(context));
  }

  conflicts(): Promise<Conflict[]> {
    return this.#acts.read((context) => conflictsOf(context));
  }

  resolveConflict(elementId: string, resolution: Resolution): Promise<Outcome> {
    return this.#acts.act((context) => resolveConflict(context, elementId, resolution));
  }

  discardEdit(elementId: string): Promise<void> {
    return this.#acts.act((context) => discardEdit(context, elementId));
  }

  readers(elementId: string): Promise<Reader[]> {
    return this.#acts.read((context) => readersOf(context, elementId));
  }

  whoSees(): Promise<PersonAccess[]> {
    return this.#acts.read((context) => whoSees(context));
  }

  seenBy(accountId: string): Promise<PersonElement[]> {
    return this.#acts.read((context) => seenBy(context, accountId));
  }

  share(elementIds: readonly string[], accountId: string, grant: Grant, onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#acts.inSteps((context) => shareElements(context, elementIds, { accountId, grant }, onProgress));
  }

  revoke(elementIds: readonly string[], accountId: string, onProgress?: OnProgress): Promise<Outcome[]> {
    return this.#acts.inSteps((context) => revokeElements(context, elementIds, accountId, onProgress));
  }

  importFhir(file: FileSource, options?: ImportOptions): Promise<ImportReport> {
    return this.#acts.inSteps((context) => importFhir(context, file, options));
  }

  imports(): Promise<ImportSummary[]> {
    return this.#acts.read((context) => listImports(context));
  }

  undoImport(importId: string, onProgress?: OnProgress): Promise<UndoReport> {
    return this.#acts.inSteps((context) => undoImport(context, importId, onProgress));
  }

  async *exportFhir(...[elementIds, options]: Parameters<SealchartClient['exportFhir']>): AsyncGenerator<string, void, void> {
    yield* exportFhir(this.#acts.series(), elementIds, options);
  }

  async *exportSealed(elementIds?: readonly string[], onProgress?: OnProgress): AsyncGenerator<ExportFile, void, void> {
    yield* exportSealed(this.#acts.series(), elementIds, onProgress);
  }

  async *exportGnupg(elementIds?: readonly string[], onProgress?: OnProgress): AsyncGenerator<Uint8Array, void, void> {
    yield* exportGnupg(this.#acts.series(), elementIds, onProgress);
  }

  exportSecretKeys(options: Parameters<SealchartClient['exportSecretKeys']>[0]): Promise<string> {
    return this.#acts.after(() => this.#session.exportSecretKeys(options));
  }

  usage(): Promise<Usage> {
    return this.#acts.read(({ session }) => session.api.usage());
  }

  watch(options: WatchOptions): Watch {
    const watch = watchFeed(this.#acts.elements(), options);
    this.#acts.addWatch(watch);
    return watch;
  }

  close(): Promise<void> {
    this.#acts.leave();
    return this.#session.close();
  }
}

function accountOf({ account }: UnlockedSession): OwnAccount {
  return account;
}
