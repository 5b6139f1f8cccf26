/** Every size, count and rate that Sealchart accepts. A limit without a reason does not belong here. */

/** Bytes of a padded element plaintext: a scanned letter fits, and sealing it in memory stays cheap on a phone. */
export const ELEMENT_BYTES = 8 * 2 ** 20;

/** Elements in one batch request: one request per 500 keeps an import of 10,000 at 20 round trips. */
export const BATCH_ITEMS = 500;

/** Bytes of a request body that holds ids and cursors only: those of a full batch, twice. Read before it is known who sends it. */
export const REQUEST_BYTES = 64 * 2 ** 10;

/** Bytes of a registration: the largest key bundle with its statements. Read before it is known who sends it. */
export const REGISTRATION_BYTES = 512 * 2 ** 10;

/** Bytes of the largest request body, a batch: the largest element in base64url, its packets and its manifest, with room to spare. */
export const BODY_BYTES = 16 * 2 ** 20;

/** Values in one request body: 500 elements, each for as many readers as fit beside them; millions of tiny values cost gigabytes. */
export const BODY_VALUES = 250_000;

/** Nesting of a request body: the deepest has six levels. */
export const BODY_DEPTH = 16;

/** Requests with sealed content or whole chains of one account at once; the next ones wait unread, so that nobody fills the server's memory alone. */
export const HEAVY_REQUESTS = 8;
export const HEAVY_REQUESTS_WAITING = 200;

/** Login hashes at once: they share their threads with signatures and files. Those that wait are served within five seconds. */
export const LOGIN_HASHES = 2;
export const LOGIN_HASHES_WAITING = 200;

/** Bytes of sealed data in one answer to a batch read; what is left over is named and asked for again. */
export const READ_BYTES = 12 * 2 ** 20;

/** Bytes of one answer that a client takes: an audience of 100 with its certificates, or a full batch read, in base64url and with room. */
export const ANSWER_BYTES = 32 * 2 ** 20;

/** Bytes of an answer that holds one account: its key bundle, and its chain with all certificates. */
export const ACCOUNT_ANSWER_BYTES = 16 * 2 ** 20;

/** Bytes of an answer that holds ids, rows or proofs: what a hostile server can have read and thrown away. */
export const SMALL_ANSWER_BYTES = 4 * 2 ** 20;

/** Values in one answer: a page of a hundred accounts, each with a long chain; a hostile server would make gigabytes of tiny ones. */
export const ANSWER_VALUES = 1_000_000;

/** Nesting of an answer: the deepest has six levels. */
export const ANSWER_DEPTH = 16;

/** Values in what is signed or sealed: a content with all addenda that it can have, ten times. */
export const JCS_VALUES = 50_000;

/** Nesting of what is signed or sealed: the deepest has four levels. */
export const JCS_DEPTH = 16;

/** Principals in one audience: before groups exist a person shares with people one by one. */
export const AUDIENCE_ENTRIES = 100;

/** Versions of one element: a history that a device can still verify from the beginning. */
export const ELEMENT_VERSIONS = 10_000;

/** Keys of former contents that come with one share: who shares a longer history shares from a copy. */
export const HISTORY_PACKETS = 1_000;

/** Characters of one addendum: ten typed pages. */
export const ADDENDUM_CHARACTERS = 20_000;

/** Streams of one account that say "there is more", on one node: every device of a large household, some with several tabs. */
export const LIVE_STREAMS = 50;

/** Streams on one node: each holds a socket and some twenty kilobytes. */
export const LIVE_STREAMS_IN_ALL = 10_000;

/** Manifests of one element in one answer; a reader pages through longer chains. */
export const CHAIN_PAGE = 1_000;

/** Rows of one feed page. */
export const FEED_PAGE = 1_000;

/** Events of one account chain in one answer: one rotation a week for fifty years. */
export const ACCOUNT_EVENTS = 5_000;

/** Keys of one account, the current one and all before it: one rotation a month for twenty years. */
export const ACCOUNT_KEYS = 256;

/** Slots of one key bundle: a password, a recovery kit and a drawer full of passkeys. */
export const BUNDLE_SLOTS = 32;

/** Bytes of a JWE with the account's transferable secret keys: fifty former RSA identities. */
export const SEALED_KEYS_BYTES = 256 * 2 ** 10;

/** Bytes of an OpenPGP certificate: a v4 RSA-4096 certificate has about 2.4 KiB. */
export const CERTIFICATE_BYTES = 8 * 2 ** 10;

/** Bytes of a detached signature packet: RSA-4096 has about 620. */
export const SIGNATURE_BYTES = 1_024;

/** Bytes of a key packet: RSA-4096 has 541. */
export const KEY_PACKET_BYTES = 1_024;

/** Bytes of a statement: an audience of 100 RSA entries with history has about 60 KiB. */
export const STATEMENT_BYTES = 128 * 2 ** 10;

/** Characters of an e-mail address (RFC 5321 section 4.5.3.1.3, less the angle brackets). */
export const IDENTIFIER_CHARACTERS = 254;

/** Characters of a display name. */
export const NAME_CHARACTERS = 200;

/** Characters of the device name that a session is listed under. */
export const DEVICE_CHARACTERS = 100;

/** Characters of an idempotency key. */
export const IDEMPOTENCY_KEY_CHARACTERS = 64;

/**
 * Characters of a new password. Whoever runs the server can guess at it for years without being slowed by anything but
 * Argon2id: below twelve that is affordable even for passwords nobody reuses. Only the length is ruled, because rules
 * about signs and digits make passwords worse.
 */
export const PASSWORD_CHARACTERS = 12;

/** Days that an idempotent answer is kept: a tablet that was a week without network still gets its old answer. */
export const IDEMPOTENCY_DAYS = 7;

/** Bytes of such answers of one account, on one node: those of four imports of 10^5 elements. Beyond them an equal request is done again. */
export const IDEMPOTENT_BYTES = 64 * 2 ** 20;

/** Milliseconds that `authoredAt` may lie ahead of the server's clock. */
export const CLOCK_AHEAD_MS = 10 * 60_000;

/** Bytes of all attachments' descriptions and addenda cannot exceed the element; their counts are bounded too. */
export const ATTACHMENTS = 100;
export const ADDENDA = 1_000;
export const BLOBS = 100;

/** Argon2id in the client: the floor slows guessing, the ceiling keeps a hostile server from exhausting the device. */
export const KDF_FLOOR = { m: 64 * 1024, t: 3, p: 1 } as const;
export const KDF_CEILING = { m: 1024 * 1024, t: 10, p: 16 } as const;
/** What new password slots are made with: 64 MiB, 3 passes, 4 lanes (RFC 9106 section 4, second choice). */
export const KDF_DEFAULT = { name: 'argon2id', m: 64 * 1024, t: 3, p: 4 } as const;

/** Sessions of one account at once: every device of a large household; beyond them the one unused for longest ends. */
export const SESSIONS = 100;

/** Minutes in which a recovery ends with a new password: long enough to think of one. */
export const RECOVERY_MINUTES = 30;

/** Entries of the login history in one answer. */
export const LOGIN_PAGE = 100;

/** Elements that an anchor may leave out: those that its author could not verify. */
export const ANCHOR_EXCEPTIONS = 1_000;

/** Nodes of one inclusion proof: trees of 2^40 elements. */
export const PROOF_NODES = 40;

/** Minutes without a command after which an unlocked account locks itself. */
export const IDLE_LOCK_MINUTES = 15;

/** Nesting of a FHIR resource: the deepest real resource has about 20 levels. */
export const FHIR_DEPTH = 64;

/** Bytes of a FHIR resource as a JSON string: 64 KiB below an element, for title, origin and what stands beside it. */
export const FHIR_BODY_BYTES = ELEMENT_BYTES - 64 * 2 ** 10;

/** Characters of a bundle entry's `fullUrl`: any server's address with type and id, and small beside what is sealed with it. */
export const FHIR_URL_CHARACTERS = 8_192;

/** Problems of one file that a dry run lists; it counts the others. */
export const FHIR_PROBLEMS = 1_000;

/**
 * Requests per window and caller (account where logged in, else address). `shared` counters are kept in MongoDB for
 * all nodes, because a guess on one node is a guess; the others are each node's own, because they only guard its load.
 */
export const RATES = {
  /** Cheap public answers. */
  public: { points: 600, seconds: 60, shared: false },
  /** A person reading: a full sync of 10^5 elements is 200 batches. */
  read: { points: 12_000, seconds: 60, shared: false },
  /** A person writing. */
  write: { points: 3_000, seconds: 60, shared: false },
  /** Wrong proofs of a password on the whole server: a botnet has many addresses. Known devices are not counted. */
  guesses: { points: 6_000, seconds: 3_600, shared: true },
  /** Proofs of a password or kit per address: a ward behind one address changes shift. Known devices are not counted. */
  login: { points: 120, seconds: 3_600, shared: true },
  /** As `login`, per IPv4 /24 and IPv6 /48: whoever rents a whole network shall not use up what the server has for all. */
  neighbourhood: { points: 600, seconds: 3_600, shared: true },
  /** Changes of one account's keys, and anchors, per session, so that a stolen one holds nobody else up: each replays its chain and hashes a secret. */
  keys: { points: 120, seconds: 3_600, shared: true },
  /** New accounts per address and hour. */
  register: { points: 300, seconds: 3_600, shared: true },
  /** New accounts on the whole server: whoever rents a network shall not fill it, and a hospital can still move in within a day. */
  registrations: { points: 3_000, seconds: 3_600, shared: true },
  /** Streams that are opened: a device that loses its network opens one again and again. */
  live: { points: 600, seconds: 60, shared: false },
  /** Looking people up tells whether an address has an account. */
  lookup: { points: 600, seconds: 3_600, shared: true },
} as const;
export type RateClass = keyof typeof RATES;

/** Wrong passwords per account and hour; of a device that logged in before, per device. */
export const LOGIN_FAILURES_PER_HOUR = 10;

/** Wrong passwords in a row after which only a known device or the recovery kit leads in (NIST SP 800-63B section 5.2.2). */
export const LOGIN_FAILURES_IN_A_ROW = 100;
