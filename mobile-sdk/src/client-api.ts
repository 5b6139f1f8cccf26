import type { Issue, LoginAttempt, OpenFields, Profile, Role, SealchartError, SessionView, SlotKind } from '@sealchart/protocol';

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
}

/** An element whose every proof was checked. */
export interface OpenedElement extends ElementSummary {
  readonly body: string;
  readonly fullUrl?: string;
  /** Proven author of the newest manifest, who shared or changed it last. */
  readonly sharedBy: string;
}

export interface Reader {
  readonly person: Person;
  readonly role: Role;
  readonly isSelf: boolean;
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
  | { readonly elementId: string; readonly ok: true; readonly version: number }
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
  /** Entries that are in the record now, those of an interrupted run included; 0 in a dry run. */
  readonly imported: number;
  /** Imported entries by resource type; in a dry run those that would be imported. */
  readonly byType: Readonly<Record<string, number>>;
  readonly problems: readonly ImportProblem[];
  /** All problems, of which at most the first thousand are listed. */
  readonly problemCount: number;
  /** True when an earlier, interrupted import of the same file was taken up again. */
  readonly resumed: boolean;
}

export interface ImportOptions {
  /** Counts and problems only; nothing is sent. */
  readonly dryRun?: boolean;
  /** Import a file again that was imported before; otherwise `E_IMPORTED`. */
  readonly again?: boolean;
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
  open(elementId: string): Promise<OpenedElement>;
  create(drafts: readonly Draft[], onProgress?: OnProgress): Promise<Outcome[]>;
  /** A new content version. */
  update(elementId: string, draft: Draft): Promise<Outcome>;
  readers(elementId: string): Promise<Reader[]>;
  /** One access version each; `E_KEY_CHANGED` before anything is sealed. */
  share(elementIds: readonly string[], accountId: string, role: Exclude<Role, 'owner'>, onProgress?: OnProgress): Promise<Outcome[]>;
  revoke(elementIds: readonly string[], accountId: string, onProgress?: OnProgress): Promise<Outcome[]>;

  importFhir(file: FileSource, options?: ImportOptions): Promise<ImportReport>;
  /** Text chunks of one FHIR collection bundle of the own record, or of the named elements. */
  exportFhir(elementIds?: readonly string[], onProgress?: OnProgress): AsyncIterable<string>;

  close(): Promise<void>;
}
