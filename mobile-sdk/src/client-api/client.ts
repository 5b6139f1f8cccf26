import type { LoginAttempt, Profile, SessionView } from '@sealchart/protocol';
import type { ClientState, OwnAccount, PendingWork, RecoveryKit, SecuredAccount, Usage, WayIn } from './account.ts';
import type { Compared, Grant, Person, PersonAccess, PersonElement, Reader } from './people.ts';
import type { Draft, ElementSummary, ErasedElement, ListFilter, OpenedElement, RefusedElement, SearchText } from './elements.ts';
import type { ElementVersion, FieldChange, FormerContent } from './history.ts';
import type { Conflict, OnProgress, Outcome, Resolution, SyncReport, WaitingEdit } from './edits.ts';
import type { ExportFile, FileSource, ImportOptions, ImportReport, ImportSummary, UndoReport } from './exchange.ts';
import type { Watch, WatchOptions } from './watch.ts';

/**
 * All that a host needs. Every method rejects with a `SealchartError` whose code tells why.
 *
 * Several clients may use one local store: windows of a browser, programs of a machine. Acts that move what is kept follow one
 * another, `E_BUSY` when another client does not let go in time; each starts from what the others left. An account that another
 * client logged out is `E_NOT_LOGGED_IN`, one whose account key it changed `E_LOCKED`: in both cases this client is locked.
 */
export interface SealchartClient {
  /** State of this device; reads the local store only. */
  state(): Promise<ClientState>;

  /** `profile` is the kind of keys: `modern` unless an institution needs RSA. */
  register(options: { identifier: string; name: string; password: string; device: string; profile?: Profile }): Promise<OwnAccount>;
  /**
   * `isPasswordChanged`: the person says that the password was changed on another device; otherwise settings that this
   * device has not seen are `E_SALT`.
   */
  login(options: { identifier: string; password: string; device: string; isPasswordChanged?: boolean }): Promise<OwnAccount>;
  /**
   * Gets back in with the words of a recovery kit and sets a new password; no data is lost. `kit` is a whole kit, which
   * also proves the server and account, or the account (e-mail address or id) and the words as typed. Ends unlocked.
   * `identifier` is the e-mail address to log in with afterwards; it is needed where neither `kit` nor this device tells it
   * (`E_REQUEST`, before anything is sent). `E_WORDS`, `E_KIT`, `E_RECOVERY`, `E_INSTANCE`, `E_EXISTS` for another account
   * on this device.
   */
  recover(options: {
    kit: RecoveryKit | { readonly account: string; readonly words: string };
    identifier?: string;
    newPassword: string;
    device: string;
  }): Promise<OwnAccount>;
  /** Opens the account with what is on this device, without the network. `E_PASSWORD`, `E_NOT_LOGGED_IN`. */
  unlock(options: { password: string }): Promise<OwnAccount>;
  /** As `unlock`, with the key that `accountKey()` gave to an agent. `E_LOCKED` when it does not fit. */
  unlockWithKey(accountKey: Uint8Array): Promise<OwnAccount>;
  /** A copy of the key that opens this account, for an agent of the same person that keeps it in memory. `E_LOCKED`. */
  accountKey(): Uint8Array;
  /** Forgets all keys in memory. */
  lock(): void;
  /** Ends the session at the server and removes everything of the account from this device, edits that wait included: see `waiting`. */
  logout(): Promise<void>;
  /** `E_LOCKED` unless unlocked. */
  account(): OwnAccount;
  /** Gives oneself another name; contacts see it at their next look. `E_REQUEST`; `E_CONFLICT` when another device was faster. */
  changeName(name: string): Promise<OwnAccount>;

  /** Makes a recovery kit; it ends the one before. `E_PASSWORD`, `E_SLOT_UNKNOWN`, `E_CONFLICT`. */
  makeRecoveryKit(options: { password: string }): Promise<RecoveryKit>;
  /**
   * A new password; all other sessions end. Whoever kept an older bundle and knows the old password opens it, and later ones
   * until the next new account key: where somebody may know it, `secure` is the act. `E_PASSWORD`, `E_SLOT_UNKNOWN`, `E_CONFLICT`.
   */
  changePassword(options: { password: string; newPassword: string }): Promise<void>;
  /** Routine: new keys, the old ones stay to read with; contacts see it as continuous. `E_PASSWORD`, `E_SLOT_UNKNOWN`, `E_CONFLICT`. */
  rotate(options: { password: string; profile?: Profile }): Promise<PendingWork>;
  /**
   * Somebody may know the password, a device is lost, or a way in is to go: new account key, keys, password and kit; only
   * ways whose secret is at hand stay; all other sessions and device tokens end. Contacts see the key as changed.
   */
  secure(options: { password: string; newPassword: string; suspectedSince?: string; profile?: Profile }): Promise<SecuredAccount>;
  /** Ends the account for good. `compromise` says that its keys are not to be trusted from `suspectedSince` on. `E_PASSWORD`. */
  closeAccount(options: { password: string; cause: 'closed' | 'compromise'; suspectedSince?: string }): Promise<void>;
  /** What a rotation left to be done; taken up at each `sync`, too. */
  finishPendingWork(onProgress?: OnProgress): Promise<PendingWork>;
  /** Every way that opens the account, as this device knows it. */
  waysIn(): Promise<WayIn[]>;
  /** The person made these elsewhere. `E_NOT_FOUND`. */
  confirmWaysIn(slotIds: readonly string[]): Promise<WayIn[]>;
  /** The own certificate as ASCII armour (RFC 9580 section 6). */
  certificate(): string;

  sessions(): Promise<SessionView[]>;
  /** `E_NOT_FOUND`. */
  endSession(sessionId: string): Promise<void>;
  /** How many ended. */
  endOtherSessions(): Promise<number>;
  /** Attempts to get in, newest first; `before` asks for older ones. The server's word. */
  logins(before?: string): Promise<{ readonly logins: readonly LoginAttempt[]; readonly before?: string }>;

  /** `E_PERSON_UNKNOWN`; pins on first contact. */
  findPerson(identifier: string): Promise<Person>;
  people(): Promise<Person[]>;
  /**
   * Compares six words, the fingerprint (hexadecimal, spaces allowed) or the text of the person's code, as a camera read it;
   * `E_NOT_VERIFIED` when they differ, for a code with an issue whose path tells what does: `code`, `format` (made by a newer version),
   * `instance`, `account` or `fingerprint`. Accepts a changed key.
   */
  verifyPerson(accountId: string, compared: Compared): Promise<Person>;
  /** What the own QR code carries: whoever scans it in person compares all of the fingerprint. See `fingerprintQr`. `E_LOCKED`. */
  verificationCode(): string;

  /** Pulls what changed since the last time, in turns: `list` shows what has come, and other acts and windows go on in between. */
  sync(onProgress?: OnProgress): Promise<SyncReport>;
  /** What the last sync knows; no network. */
  list(filter?: ListFilter): Promise<ElementSummary[]>;
  /** The person has seen these contents on this device; what is not known here is left out. `open` alone marks nothing. */
  markSeen(elementIds: readonly string[]): Promise<void>;
  /** What sync refused and still refuses, oldest first, at most 2,000; no network. */
  refused(): Promise<RefusedElement[]>;
  /** How many were refused in all, those that `refused` does not name included. */
  refusedCount(): Promise<number>;
  /** The texts of all that `list` shows, in portions of up to 1,000; no network. */
  searchTexts(): AsyncIterable<readonly SearchText[]>;
  /** The same of these elements, without those that `list` does not show. */
  searchTextsOf(elementIds: readonly string[]): Promise<SearchText[]>;
  /** Without network the content as this device opened it last, where it did (`isOffline`). */
  open(elementId: string): Promise<OpenedElement>;
  /** New elements of the own record. What cannot be sent now waits for the next `sync` and is not to be created again. */
  create(drafts: readonly Draft[], onProgress?: OnProgress): Promise<Outcome[]>;
  /**
   * A new content version. `base` is the content version that the edit was made from; default: the one this device opened last. The
   * edit is kept on this device until the server confirmed it. What somebody else changed meanwhile is joined part by part;
   * `E_UNMERGED` where both changed the same part: see `conflicts`.
   */
  update(elementId: string, draft: Draft, options?: { readonly base?: number }): Promise<Outcome>;
  /** A remark signed with the own name; kept and sent as an edit is. Needs the right of an editor. */
  addAddendum(elementId: string, text: string): Promise<Outcome>;
  /** A new version with the content of a former one; addenda stay. `E_NOT_FOUND` where that content is not open to this account. */
  restore(elementId: string, contentVersion: number): Promise<Outcome>;
  /** Every version, newest first, each author proven. */
  history(elementId: string): Promise<ElementVersion[]>;
  /** A former content. `E_AUDIENCE` where this account was not among its readers and has no history. */
  openVersion(elementId: string, contentVersion: number): Promise<FormerContent>;
  /** Where two contents of one element differ, in reading order. */
  compareVersions(elementId: string, from: number, to: number): Promise<FieldChange[]>;
  /**
   * Destroys elements of the own record for good, for every reader. What others have read they may have kept, and the receipt is the
   * operator's word. `E_RIGHT` for elements of others.
   */
  erase(elementIds: readonly string[], onProgress?: OnProgress): Promise<Outcome[]>;
  /** What was erased from the own record, newest first; fetches receipts that this device does not have. */
  erased(): Promise<ErasedElement[]>;

  /** Edits and new elements that wait, oldest first. */
  waiting(): Promise<WaitingEdit[]>;
  conflicts(): Promise<Conflict[]>;
  /** `E_NOT_FOUND` without a conflict; `E_USAGE` when a path is left without a choice; `E_UNMERGED` when it changed again meanwhile. */
  resolveConflict(elementId: string, resolution: Resolution): Promise<Outcome>;
  /** Gives up the edit or the new element that waits; what the server had stored already stays. `E_NOT_FOUND`. */
  discardEdit(elementId: string): Promise<void>;

  readers(elementId: string): Promise<Reader[]>;
  /** Everybody who reads something that this account may share, by name. */
  whoSees(): Promise<PersonAccess[]>;
  /** What one person can see of it, newest first. */
  seenBy(accountId: string): Promise<PersonElement[]>;
  /** One access version each; `E_KEY_CHANGED` before anything is sealed. `E_CLOCK` for an end that is not in the future. */
  share(elementIds: readonly string[], accountId: string, grant: Grant, onProgress?: OnProgress): Promise<Outcome[]>;
  revoke(elementIds: readonly string[], accountId: string, onProgress?: OnProgress): Promise<Outcome[]>;

  /** FHIR R4: a bundle, a resource, or NDJSON with one resource a line. */
  importFhir(file: FileSource, options?: ImportOptions): Promise<ImportReport>;
  /** Imports whose elements are still there, newest first. */
  imports(): Promise<ImportSummary[]>;
  /** Erases what an import created and nobody changed or shared since; lists the rest. `E_NOT_FOUND`. */
  undoImport(importId: string, onProgress?: OnProgress): Promise<UndoReport>;
  /**
   * Text chunks of one FHIR collection bundle of the own record, or of the named elements. Behind each resource stands a
   * `Provenance` with its proven author, time and addenda, unless `provenance` is false.
   */
  exportFhir(
    elementIds?: readonly string[],
    options?: { readonly provenance?: boolean; readonly onProgress?: OnProgress },
  ): AsyncIterable<string>;
  /** The sealed originals: one OpenPGP message (RFC 9580) an element, with its signed statements and the certificates to check them. */
  exportSealed(elementIds?: readonly string[], onProgress?: OnProgress): AsyncIterable<ExportFile>;
  /**
   * The bundle of `exportFhir`, sealed to the own key and signed by it in the classic OpenPGP format (RFC 4880 with integrity
   * protection), for GnuPG. `E_USAGE` unless the own keys are of the profile `rsa`.
   */
  exportGnupg(elementIds?: readonly string[], onProgress?: OnProgress): AsyncIterable<Uint8Array>;
  /**
   * The own transferable secret keys, current and former, as ASCII armour under a passphrase: whoever has both reads everything.
   * `format`: `rfc9580` (Argon2, AEAD) or `gnupg` (iterated S2K, only for keys of the profile `rsa`). `E_PASSWORD`.
   */
  exportSecretKeys(options: { password: string; passphrase: string; format: 'rfc9580' | 'gnupg' }): Promise<string>;

  /** How much the own record holds at the server. */
  usage(): Promise<Usage>;
  /** Calls when there is more to fetch: at once where the host can hold a stream open, else by asking now and then. */
  watch(options: WatchOptions): Watch;

  close(): Promise<void>;
}
