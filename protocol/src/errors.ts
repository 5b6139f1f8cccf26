/**
 * Every refusal of Sealchart, on both sides: a stable code, the HTTP status where a server answers with it, what
 * happened, and what the person can do next. `docs/errors.md` is made from this table.
 */
export interface ErrorEntry {
  /** HTTP status of a server's answer; absent where only a client or the start of the server meets it. */
  readonly status?: number;
  /** What happened, in plain words. */
  readonly title: string;
  /** What the person can do now. */
  readonly todo: string;
}

const table = {
  // Requests
  E_REQUEST: {
    status: 400,
    title: 'The request does not have the form that this server expects.',
    todo: 'Correct the named fields; the interface is described at /docs.',
  },
  E_PLAINTEXT: {
    status: 422,
    title: 'A field that must arrive sealed was sent in the clear.',
    todo: 'Nothing was stored. Update the client: it must seal this field before sending it.',
  },
  E_UNAUTHENTICATED: {
    status: 401,
    title: 'You are not logged in here, or the session has ended.',
    todo: 'Log in again; what you have stored is safe.',
  },
  E_LOGIN: {
    status: 401,
    title: 'E-mail address or password is wrong.',
    todo: 'Check both and try again. Nobody can read or reset your password.',
  },
  E_KIT: {
    status: 401,
    title: 'This recovery kit does not open the account.',
    todo: 'Check the words and the account. A newer kit ends the older one: use the newest that you made.',
  },
  E_GUESSED: {
    status: 429,
    title: 'There were too many wrong passwords for this account in a row.',
    todo: 'Log in on a device that you used before, or use your recovery kit: either opens the way again. Nothing is lost.',
  },
  E_CROSS_SITE: {
    status: 403,
    title: 'This request came from another site than this one.',
    todo: 'Nothing was done. Open this address itself and try again there.',
  },
  E_RIGHT: { status: 403, title: 'This needs a right that its author did not have.', todo: 'Ask the owner of the record for that right.' },
  E_NOT_FOUND: {
    status: 404,
    title: 'There is nothing here that you may see.',
    todo: 'It may never have existed, or it is no longer shared with you. Ask the person who shared it.',
  },
  E_CONFLICT: {
    status: 409,
    title: 'Somebody changed this at the same time.',
    todo: 'Fetch the newest version and try again; nothing was overwritten.',
  },
  E_EXISTS: { status: 409, title: 'This account exists already.', todo: 'Log in instead.' },
  E_IDENTIFIER_TAKEN: {
    status: 409,
    title: 'There is already an account with this e-mail address.',
    todo: 'Log in with it, or register another address.',
  },
  E_IDEMPOTENCY: {
    status: 422,
    title: 'This request key was used before, for another request.',
    todo: 'Nothing was stored. Make a new key for a new request.',
  },
  E_LIMIT: {
    status: 413,
    title: 'This is larger than the limit.',
    todo: 'The message names the limit. Split what you send, or send less.',
  },
  E_QUOTA: {
    status: 413,
    title: 'There is no room left for this.',
    todo: 'Nothing was lost. The message names what is full: erase what is no longer needed, or ask the operator for more room.',
  },
  E_ERASED: {
    status: 410,
    title: 'This was erased by its owner.',
    todo: 'Nothing brings it back here. Add it as something new if it is still needed.',
  },
  E_MEDIA_TYPE: { status: 415, title: 'The server reads only JSON here.', todo: 'Send the body as application/json.' },
  E_THROTTLED: {
    status: 429,
    title: 'Too many tries in a short time.',
    todo: 'Wait as long as the answer says, then try again. Nothing is lost.',
  },
  E_PROTOCOL: {
    status: 426,
    title: 'This client and this server do not speak the same version.',
    todo: 'Update the one that the message names.',
  },
  E_INTERNAL: {
    status: 500,
    title: 'The server made a mistake.',
    todo: 'Try again; nothing was stored by halves. If it stays, tell the operator the request id.',
  },
  E_UNAVAILABLE: { status: 503, title: 'The server is not ready.', todo: 'Try again in a moment; what it confirmed is safe.' },

  // What statements, packets and chains must be: refused by the server before it stores, by clients before they believe
  E_FORMAT: {
    status: 422,
    title: 'These bytes are not in the one form that is allowed here.',
    todo: 'Nothing was shown or stored. If your client is current, whoever sent this does not follow the protocol.',
  },
  E_CONTEXT: {
    status: 422,
    title: 'A signed statement stands in a place that it was not made for.',
    todo: 'Nothing was shown or stored. Report it: this does not happen by accident.',
  },
  E_INSTANCE: {
    status: 422,
    title: 'This belongs to another server than the one you know.',
    todo: 'Check the address. If it is right, do not go on: ask the operator whether the server was set up anew.',
  },
  E_SIGNATURE: {
    status: 422,
    title: 'A signature is missing or wrong.',
    todo: 'Nothing was shown or stored. Somebody changed this after it was signed, or never signed it.',
  },
  E_AUTHOR: {
    status: 422,
    title: 'This was signed by somebody else than it says.',
    todo: 'Nothing was shown or stored. Report it to the person named as author.',
  },
  E_CERT: {
    status: 422,
    title: 'A certificate does not prove what it should.',
    todo: 'Nothing was sealed to it. Compare fingerprints with the person before you go on.',
  },
  E_HASH: {
    status: 422,
    title: 'The content is not the one that was signed.',
    todo: 'Nothing was shown or stored. Try again; if it stays, the server changed or lost something.',
  },
  E_BIND: {
    status: 422,
    title: 'Content and signed statement do not belong together.',
    todo: 'Nothing was shown or stored. Report it to the operator: the server mixed two things up.',
  },
  E_GRANT: {
    status: 422,
    title: 'A change of readers is not one that its author may make.',
    todo: 'Nothing was changed. Only managers and the owner change who reads.',
  },
  E_CLOCK: { status: 422, title: 'The time of this statement is out of range.', todo: 'Set the clock of this device and try again.' },
  E_ADDENDUM: {
    status: 422,
    title: 'An addendum was lost or changed.',
    todo: 'Nothing was shown or stored. Fetch the newest version and try again.',
  },
  E_AUDIENCE: {
    title: 'You are not among the readers that its author named.',
    todo: 'It was not opened. Ask the author to share it with you.',
  },
  E_ROLLBACK: {
    title: 'The server shows an older or other version than this device has seen.',
    todo: 'What you saw before stays valid here. Tell the operator, and do not rely on what the server shows now.',
  },
  E_INCOMPLETE: {
    title: 'Part of what the server should hold is missing.',
    todo: 'Try again later. If it stays, tell the operator: something was lost or is being withheld.',
  },
  E_COMMITMENT: {
    title: 'A key does not belong to this element.',
    todo: 'It was not opened and the key was not passed on. Report it to the person who shared it.',
  },
  E_KEY_PACKET: { title: 'Your key to this element does not open.', todo: 'Ask the named author to share it with you again.' },
  E_KEY_CHANGED: {
    title: 'This person has another key than the one you knew.',
    todo: 'Nothing was shared. Ask the person on another way whether this is right, compare the fingerprint, then run verify.',
  },
  E_BUNDLE: {
    title: 'The keys that the server sent are not your newest ones.',
    todo: 'None of it was used. Check the address and the account; if both are right, do not trust this server.',
  },
  E_KDF: {
    status: 422,
    title: 'The settings that protect the password are too weak, or of absurd cost.',
    todo: 'Your password was not used. Do not log in to this server before its operator explains this.',
  },
  E_SALT: {
    title: 'The server sent other password settings than this device has seen.',
    todo: 'Your password was not used. If you changed it on another device, or with your recovery kit, say so when you log in; otherwise ask the operator.',
  },
  E_INSECURE: {
    status: 403,
    title: 'This address is not protected on its way through the network.',
    todo: 'Your password was not used. Use the https:// address; plain http:// is only for a server on this very machine (localhost).',
  },
  E_SELF_KEY_UNKNOWN: {
    title: 'The server shows other keys of yours than you made.',
    todo: 'Do not share or log in anywhere until this is clear. Tell the operator, and people who share with you, on another way.',
  },
  E_KEYS_RENEWED: {
    title: 'The keys of your account were renewed on another device.',
    todo: 'Log in on this device once more. If it was not you, renew them again: somebody knows your password.',
  },
  E_SLOT_UNKNOWN: {
    title: 'There is a way into your account that this device does not know.',
    todo: 'Nothing was changed. If you made it on another device, confirm it; if not, secure the account: somebody else may have made it.',
  },
  E_RECOVERY: {
    title: 'What the server sent is not what your recovery kit was made for.',
    todo: 'Nothing was opened or changed. Check the address; if it is right, do not trust this server.',
  },
  E_WORDS: {
    title: 'These are not the words of a recovery kit.',
    todo: 'The message names what is wrong. Check spelling and order against the kit, and try again.',
  },
  E_REALM: {
    status: 421,
    title: 'This address does not belong to the name that this server was set up with.',
    todo: 'Your password was not used. Open the server under its own name.',
  },

  // This device
  E_PASSWORD: { title: 'This password does not open the account on this device.', todo: 'Check it and try again.' },
  E_LOCKED: { title: 'The account is locked on this device.', todo: 'Unlock it with your password.' },
  E_NOT_LOGGED_IN: { title: 'No account is set up on this device.', todo: 'Register, or log in.' },
  E_PERSON_UNKNOWN: {
    status: 404,
    title: 'There is no account with this e-mail address.',
    todo: 'Check the spelling, or ask the person which address they use here.',
  },
  E_NOT_VERIFIED: {
    title: 'The fingerprint does not match.',
    todo: 'Nothing was recorded. Compare again; if it still differs, do not share with this person.',
  },
  E_NETWORK: {
    title: 'The server cannot be reached.',
    todo: 'Check the address and the network, then try again. What the server confirmed is safe.',
  },
  E_ANSWER: {
    title: 'The server answered in a form that this client does not know.',
    todo: 'Update this client. If it is current, the address may not be a Sealchart server.',
  },
  E_BUSY: {
    title: 'Another window or program is working on this account on this device.',
    todo: 'Wait until it is done there, or close it, and try again. Nothing is lost.',
  },
  E_STORE: {
    title: 'The local store cannot be read or written.',
    todo: 'Check free disk space and rights. What the server confirmed is safe there.',
  },
  E_DEVICE: {
    title: 'This device could not work with the password: most likely too little of its memory is free.',
    todo: 'Nothing is lost. Close other programs and try again, or use a device with more memory.',
  },
  E_FHIR: {
    title: 'This is not a FHIR R4 resource or bundle that can be read.',
    todo: 'The message names what is wrong. The file itself was not changed.',
  },
  E_UNMERGED: {
    title: 'You and somebody else changed the same part of this.',
    todo: 'Both are kept: yours on this device, theirs in the record. Look at the conflict and choose for each part.',
  },
  E_AGENT: {
    title: 'The process that keeps the account unlocked cannot be started or trusted.',
    todo: 'Nothing was handed to it. Run the command with your password, or see who owns the named file.',
  },
  E_UNEXPECTED: {
    title: 'Sealchart itself made a mistake.',
    todo: 'Run the same command with SEALCHART_DEBUG=1 and report what it prints; look through it for private things first.',
  },
  E_CANCELLED: { title: 'This was cancelled.', todo: 'Nothing was changed. Start it again whenever you like.' },
  E_USAGE: { title: 'This cannot be done as it was asked.', todo: 'The help of the command tells more: --help.' },

  // Start of the server
  E_CONFIG: { title: 'The settings are not right.', todo: 'Correct the named settings and start again.' },
  E_SECRETS: {
    title: 'The secrets of this server are missing or unreadable.',
    todo: 'Put the secrets folder back from your backup. Without it nobody can log in; the data is untouched.',
  },
  E_DATA_NEWER: {
    title: 'The data was written by a newer version of Sealchart.',
    todo: 'Install that version or a newer one. Nothing was changed.',
  },
  E_DATABASE: { title: 'The database cannot be used.', todo: 'The message says why, and what to set.' },
} as const satisfies Record<string, ErrorEntry>;

/** A stable name of a refusal. */
export type ErrorCode = keyof typeof table;

/** The table of all refusals. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = table;

/** True when `code` stands in the table. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(table, code);
}

/** One problem of one field of a request or file. */
export interface Issue {
  /** Where: field names and indices joined by dots. */
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  /** What exactly, for people; never a secret, never plaintext of a record. */
  readonly detail?: string;
  readonly issues?: readonly Issue[];
  /** The failure underneath; kept for logs, never shown or sent. */
  readonly cause?: unknown;
}

/** The one error class of protocol, server and clients. Compare `code`, never the message. */
export class SealchartError extends Error {
  override readonly name = 'SealchartError';
  readonly code: ErrorCode;
  /** HTTP status, where the table has one. */
  readonly status: number | undefined;
  readonly detail: string | undefined;
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const entry = ERRORS[code];
    super(details.detail === undefined ? entry.title : `${entry.title} (${details.detail})`, { cause: details.cause });
    this.code = code;
    this.status = entry.status;
    this.detail = details.detail;
    this.issues = details.issues ?? [];
  }

  /** What the person can do now. */
  get todo(): string {
    return ERRORS[this.code].todo;
  }
}
