import type {
  EraseReceipt,
  Issue,
  LoginAttempt,
  OpenFields,
  Profile,
  Role,
  SealchartError,
  SessionView,
  SlotKind,
} from '@sealchart/protocol';

/** The pinned identity of a server. */
export interface Instance {
  readonly server: string;
  readonly instanceId: string;
  readonly realm: string;
  readonly logKey: string;
}

/** The account of this device. */
export interface OwnAccount {
  readonly accountId: string;
  readonly identifier: string;
  /** Self-given. */
  readonly name: string;
  /** Primary key, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Six words of the fingerprint, for reading aloud. */
  readonly words: readonly string[];
  readonly instance: Instance;
}

/**
 * All that leads back into an account whose password is forgotten. Whoever has it and reaches the server has the account:
 * it belongs on paper, not on this device. ASCII throughout.
 */
export interface RecoveryKit {
  readonly server: string;
  readonly accountId: string;
  readonly instanceId: string;
  readonly realm: string;
  readonly logKey: string;
  /** 15 words of the BIP-39 English list. */
  readonly words: readonly string[];
  /** When it was made. */
  readonly madeAt: string;
}

/** One way to open the account: a slot of its key bundle. */
export interface WayIn {
  readonly slotId: string;
  readonly kind: SlotKind;
  /** False where it was added or changed elsewhere and nobody confirmed it on this device yet. */
  readonly isConfirmed: boolean;
  /** A recovery kit whose words reached nobody, because the answer to the act that made it was lost: a new one is due. */
  readonly isUnseen?: true;
}

/** What securing the account left behind. */
export interface SecuredAccount {
  /** In place of the former one, which opens nothing newer. */
  readonly kit: RecoveryKit;
  /** Ways in that were dropped because their secret was not at hand; to be set up again. */
  readonly dropped: readonly WayIn[];
}

/** What a rotation leaves to be done, in steps that may be interrupted. */
export interface PendingWork {
  /** `profile`: the name is signed with the new key; `anchor`: the own record is vouched for with it. */
  readonly steps: readonly ('profile' | 'anchor')[];
}

/** What this device knows of another person. */
export interface Person {
  readonly accountId: string;
  /** Self-given. */
  readonly name: string;
  /** The address they were looked up by on this device, if any. It is unconfirmed. */
  readonly identifier?: string;
  readonly fingerprint: string;
  readonly words: readonly string[];
  /** `changed`: another key than the one this device had pinned or verified; sharing is blocked until the person decides. */
  readonly state: 'unverified' | 'verified' | 'changed';
}

/** An element as lists show it. */
export interface ElementSummary {
  readonly elementId: string;
  readonly recordId: string;
  readonly version: number;
  readonly contentVersion: number;
  /** `fhir/R4/<type>` or `text/plain`. */
  readonly schema: string;
  readonly title: string;
  /** Clinically relevant date as written in the content, if any. */
  readonly date?: string;
  /** Proven author of the content. */
  readonly author: string;
  readonly authoredAt: string;
  readonly role: Role;
  readonly readers: number;
  readonly open: OpenFields;
  /** Addenda that its content carries. */
  readonly addenda: number;
  /** When the own access ends, where it does. */
  readonly until?: string;
  /** An edit of this device that the server has not confirmed: it waits for the network, or for a choice between two changes. */
  readonly edit?: 'waiting' | 'conflict';
}

/** An element whose every proof was checked. */
export interface OpenedElement extends ElementSummary {
  readonly body: string;
  readonly fullUrl?: string;
  /** Proven author of the newest manifest, who shared or changed it last. */
  readonly sharedBy: string;
  readonly remarks: readonly Remark[];
  /** Set where the server could not be reached: the content as this device opened it last. */
  readonly isOffline?: true;
}

/** An addendum whose author was proven by its own statement. */
export interface Remark {
  /** Place among the addenda, from 1. */
  readonly number: number;
  readonly text: string;
  readonly author: string;
  readonly authoredAt: string;
  /** The content version that it speaks about. */
  readonly contentVersion: number;
  /** Whether the body is still the one that it speaks about. */
  readonly isCurrent: boolean;
}

export interface Reader {
  readonly person: Person;
  readonly role: Role;
  readonly isSelf: boolean;
  /** End of the access, where it has one. */
  readonly until?: string;
  /** The end has come: no rights are left. */
  readonly hasEnded: boolean;
  /** May read earlier versions too. */
  readonly history: boolean;
}

/** What a share gives. What is absent stays as it is for somebody who reads the element already. */
export interface Grant {
  /** Default for a new reader: `viewer`. */
  readonly role?: Exclude<Role, 'owner'>;
  /** End of the access as an instant (`YYYY-MM-DDTHH:MM:SSZ`) in the future; null for none. */
  readonly until?: string | null;
  /** Whether earlier versions are shared too. Default for a new reader: false. */
  readonly history?: boolean;
}

/** One version of an element, its author proven. */
export interface ElementVersion {
  readonly version: number;
  /** `content`: new content; `access`: other readers, the content as before. */
  readonly kind: 'content' | 'access';
  readonly contentVersion: number;
  readonly author: string;
  readonly authoredAt: string;
  /** Who was let in, changed or taken out; empty for most content versions. */
  readonly access: readonly AccessChange[];
  /** Addenda that this version brought. */
  readonly addenda: number;
  /** Whether this account may open the content of this version. */
  readonly isReadable: boolean;
}

/** What one version changed for one person. `before` is absent for who was let in, `after` for who was taken out. */
export interface AccessChange {
  readonly accountId: string;
  readonly before?: AccessTerms;
  readonly after?: AccessTerms;
}

export interface AccessTerms {
  readonly role: Role;
  readonly until?: string;
  readonly history?: true;
}

/** A former content, every proof checked. */
export interface FormerContent {
  readonly elementId: string;
  readonly contentVersion: number;
  readonly schema: string;
  readonly title: string;
  readonly body: string;
  readonly open: OpenFields;
  readonly author: string;
  readonly authoredAt: string;
  readonly remarks: readonly Remark[];
}

/** One place where two contents differ. */
export interface FieldChange {
  /** `title`, `text`, `open.colour`, or a place in the resource such as `dosage[0].text`. */
  readonly path: string;
  /** As written: text without quotes, anything else as JSON. Absent where there was nothing. */
  readonly before?: string;
  readonly after?: string;
}

/** One person's share of the elements that this account may share. */
export interface PersonAccess {
  readonly person: Person;
  /** Elements with rights that have not ended. */
  readonly elements: number;
  readonly byRole: Readonly<Partial<Record<Role, number>>>;
  /** The next end of one of them. */
  readonly nextUntil?: string;
  /** Elements whose end has come: the entry is still there and gives nothing. */
  readonly ended: number;
}

/** One element as another person has it. */
export interface PersonElement {
  readonly element: ElementSummary;
  readonly role: Role;
  readonly until?: string;
  readonly hasEnded: boolean;
  readonly history: boolean;
}

/** An element that was erased, with the operator's word about what was destroyed. */
export interface ErasedElement {
  readonly elementId: string;
  readonly recordId: string;
  /** Of the statement that erased it. */
  readonly version: number;
  readonly erasedAt: string;
  /** Signed by the instance; absent until this device has fetched it. It is a word and no proof. */
  readonly receipt?: EraseReceipt;
}

/** A part of an element that two people changed. A part is a top-level member of the resource, the title, the text or an open field. */
export interface ConflictField {
  readonly path: string;
  /** As it was before both; as `FieldChange` writes values. */
  readonly before?: string;
  readonly mine?: string;
  readonly theirs?: string;
}

/** An edit of this device that cannot be joined with what somebody else stored meanwhile. Both are kept. */
export interface Conflict {
  readonly elementId: string;
  readonly title: string;
  /** What the edit was made from, and what is in the record now. */
  readonly baseVersion: number;
  readonly theirVersion: number;
  readonly theirAuthor: string;
  readonly theirAt: string;
  readonly editedAt: string;
  /** To be chosen for. */
  readonly fields: readonly ConflictField[];
  /** Changed by one side only: taken without asking. */
  readonly merged: readonly FieldChange[];
}

/** For each path of a conflict, or for all that are not named. */
export type Choice = 'mine' | 'theirs';
export interface Resolution {
  readonly all?: Choice;
  readonly fields?: Readonly<Record<string, Choice>>;
}

/** An edit or a new element that this device keeps until the server confirmed it. */
export interface WaitingEdit {
  readonly elementId: string;
  readonly kind: 'content' | 'addendum';
  readonly title: string;
  readonly editedAt: string;
  readonly state: 'waiting' | 'conflict';
}

/** One import, as the record still shows it. */
export interface ImportSummary {
  readonly importId: string;
  readonly fileHash: string;
  /** Elements that are still there; `unchanged` of them only ever had their first version. */
  readonly elements: number;
  readonly unchanged: number;
  readonly importedAt: string;
}

/** What came of taking an import back. */
export interface UndoReport {
  readonly importId: string;
  readonly erased: number;
  /** Left alone: somebody changed or shared it since, or it could not be erased. */
  readonly kept: readonly { readonly elementId: string; readonly title: string; readonly reason: string }[];
}

/** How much the own record holds, and how much it may. */
export interface Usage {
  readonly elements: number;
  readonly bytes: number;
  readonly elementLimit: number;
  readonly byteLimit: number;
}

/** One file of an export for other programs. */
export interface ExportFile {
  /** Relative path, ASCII, without `..`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A live connection, or what stands in for one. */
export interface Watch {
  /** Ends it; resolves when nothing is called any more. */
  stop(): Promise<void>;
}

export interface WatchOptions {
  /** There is more: `sync` fetches it. Calls never overlap; those that come meanwhile are one. */
  readonly onMore: () => Promise<void> | void;
  /** `live`: told at once; `polling`: asked every half minute; `offline`: the server cannot be reached. */
  readonly onState?: (state: 'live' | 'polling' | 'offline') => void;
  /** The session ended, or another error that no waiting mends; nothing is called afterwards. */
  readonly onEnd?: (error: SealchartError) => void;
}

/** New content. */
export interface Draft {
  readonly schema: string;
  readonly title: string;
  readonly body: string;
  readonly open?: OpenFields;
}

/** What came of one item of a bulk act: expected failures are values. */
export type Outcome =
  | {
      readonly elementId: string;
      readonly ok: true;
      /** While `isWaiting`, the one that it will be when nobody is faster. */
      readonly version: number;
      /** Kept on this device and not confirmed by the server: the next `sync` sends it. */
      readonly isWaiting?: true;
      /** Somebody else changed other parts meanwhile: both changes are in this version. */
      readonly isMerged?: true;
    }
  | { readonly elementId: string; readonly ok: false; readonly error: SealchartError };

export interface Progress {
  readonly done: number;
  readonly total?: number;
}
export type OnProgress = (progress: Progress) => void;

/** A sync that left something out says so. */
export interface SyncReport {
  readonly changed: number;
  readonly gone: number;
  /** Elements that were refused, each with its typed error. */
  readonly refused: readonly { readonly elementId: string; readonly error: SealchartError }[];
  /** What waited on this device and was decided now, refusals included. */
  readonly sent: readonly Outcome[];
  /** Edits that wait for a choice: see `conflicts`. */
  readonly conflicts: number;
  /** What a rotation left and this sync could not finish, with the error that stopped it; without one, another device has to. */
  readonly pending?: PendingWork & { readonly error?: SealchartError };
}

export interface ImportProblem extends Issue {
  /** Index of the entry in the file; absent where the Bundle around the entries is meant. */
  readonly index?: number;
}

export interface ImportReport {
  readonly importId: string;
  readonly fileHash: string;
  readonly total: number;
  /** New elements that are in the record now, those of an interrupted run included; 0 in a dry run. */
  readonly imported: number;
  /** Imported entries by resource type; in a dry run those that would be imported. */
  readonly byType: Readonly<Record<string, number>>;
  /** Entries that are in the record, or in the file before, exactly so: skipped. */
  readonly identical: number;
  /** Entries whose id is in the record with other content, and what was done with them (in a dry run: what they are). */
  readonly changed: readonly ChangedEntry[];
  /** New versions that were made of them. */
  readonly updated: number;
  /** What an export of Sealchart added about its elements: not imported. */
  readonly provenance: number;
  readonly problems: readonly ImportProblem[];
  /** All problems, of which at most the first thousand are listed. */
  readonly problemCount: number;
  /** True when an earlier, interrupted import of the same file was taken up again. */
  readonly resumed: boolean;
}

/** An entry of a file that is in the record under the same type and id, with other content. */
export interface ChangedEntry {
  readonly index: number;
  readonly elementId: string;
  readonly resourceType: string;
  readonly title: string;
  readonly done: 'nothing' | 'updated' | 'added' | 'refused';
}

export interface ImportOptions {
  /** Counts and problems only; nothing is sent. */
  readonly dryRun?: boolean;
  /** Entries that are there already exactly so: `skip` (default) or `add` them a second time. */
  readonly identical?: 'skip' | 'add';
  /** Entries whose id is there with other content: `skip` (default), `update` makes a new version, `add` a second element. */
  readonly changed?: 'skip' | 'update' | 'add';
  readonly onProgress?: OnProgress;
}

/** A file that can be read twice: once to survey, once to import. */
export interface FileSource {
  /** Size in bytes, if known. */
  readonly size?: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface ListFilter {
  /** FHIR resource types or `note`. */
  readonly types?: readonly string[];
  /** Records of these accounts; absent: all. */
  readonly recordIds?: readonly string[];
}

export type ClientState = 'empty' | 'locked' | 'unlocked';

/** All that a host needs. Every method rejects with a `SealchartError` whose code tells why. */
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
  /** Ends the session at the server and removes everything of the account from this device. */
  logout(): Promise<void>;
  /** `E_LOCKED` unless unlocked. */
  account(): OwnAccount;

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
  /** Compares six words or the fingerprint (hexadecimal, spaces allowed); `E_NOT_VERIFIED` when they differ. Accepts a changed key. */
  verifyPerson(accountId: string, compared: { method: 'words' | 'hex'; value: string }): Promise<Person>;

  /** Pulls what changed since the last time. */
  sync(onProgress?: OnProgress): Promise<SyncReport>;
  /** What the last sync knows; no network. */
  list(filter?: ListFilter): Promise<ElementSummary[]>;
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
