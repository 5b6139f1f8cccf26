import type { AccountKey, Author, Certificate, DirectoryEntry } from '@sealchart/protocol';
import { SealchartError, currentKey, fromB64u, jcsBytes, equalBytes, normaliseIdentifier, readCertificate } from '@sealchart/protocol';
import type { Compared, Person, PersonKey } from '../../client-api/people.ts';
import { wordsOf } from '../../crypto/words.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { requireEqual } from './comparison.ts';
import type { VerifiedEntry } from './directory-entry.ts';
import { verifyEntry } from './directory-entry.ts';
import { withGivenUp } from './given-up.ts';
import { keyHistoryOf } from './key-history.ts';
import { accept, meet } from './meeting.ts';
import type { PersonPin, PersonRecord, VerificationMark } from './person-record.ts';
import { PEOPLE, PersonRecord as PersonRecordSchema, personKey, personState, pinOf } from './person-record.ts';

/** Ids in one request to the directory. */
const LOOKUP_IDS = 100;

/** A person as held by this device, with the error that blocks what was shown last. */
interface Contact {
  readonly record: PersonRecord;
  readonly error?: SealchartError;
}

/** The other accounts of one unlocked session: looked up, verified, pinned. Nothing the server says is used before. */
export class Directory {
  readonly #session: UnlockedSession;
  /** Keys of accounts as pinned, with their certificates read. */
  readonly #keys = new Map<string, Promise<readonly AccountKey[] | undefined>>();
  /** Requests under way, so that four elements of one author ask once. */
  readonly #asking = new Map<string, Promise<Contact>>();

  constructor(session: UnlockedSession) {
    this.#session = session;
  }

  /** Looks a person up by e-mail address and pins at first contact. `E_PERSON_UNKNOWN`, `E_ROLLBACK`, or as `verifyEntry`. */
  async find(typed: string): Promise<Person> {
    const identifier = normaliseIdentifier(typed);
    const entry = await this.#session.api.lookup({ identifier });
    const verified = await verifyEntry(this.#session.instance.instanceId, entry);
    const holder = (await this.#records()).find((record) => record.identifier === identifier);
    if (holder && holder.accountId !== entry.accountId) return this.#person(await this.#alertAddress(verified, identifier));
    const { record } = meet(await this.#record(entry.accountId), verified);
    // An address is noted only for what passed; behind an alert it is kept with the alert.
    const noted = record.alert ? { ...record, alert: { ...record.alert, identifier } } : { ...record, identifier };
    await this.#save(noted);
    return this.#person(noted);
  }

  /** Everybody this device knows, by name. */
  async people(): Promise<Person[]> {
    const others = (await this.#records()).filter((r) => (r.pin ?? r.alert) && r.accountId !== this.#session.account.accountId);
    const people = await Promise.all(others.map((record) => this.#person(record)));
    return people.sort((a, b) => a.name.localeCompare(b.name) || (a.accountId < b.accountId ? -1 : 1));
  }

  /** The keys of a person as this device was shown them, newest first. `E_PERSON_UNKNOWN` for somebody it does not know. */
  async keyHistory(accountId: string): Promise<PersonKey[]> {
    const record = await this.#record(accountId);
    if (!record?.pin && !record?.alert) throw new SealchartError('E_PERSON_UNKNOWN');
    const { instanceId } = this.#session.instance;
    return keyHistoryOf({ record, keys: (await this.#keysOf(accountId)) ?? [], instanceId });
  }

  /** People by account id, asked for where this device does not know them; throws the error of the first that fails. */
  async persons(accountIds: readonly string[]): Promise<Map<string, Person>> {
    const people = new Map<string, Person>();
    const unknown = [];
    for (const accountId of accountIds) {
      const record = await this.#record(accountId);
      if (accountId === this.#session.account.accountId) people.set(accountId, this.#self());
      else if (record?.pin ?? record?.alert) people.set(accountId, await this.#person(record));
      else unknown.push(accountId);
    }
    for (const [accountId, { record, error }] of await this.#refresh(unknown)) {
      if (error && !record.alert) throw error;
      people.set(accountId, await this.#person(record));
    }
    return people;
  }

  /**
   * The author's key as the pinned chain proves it, see [Note: Keys given up]; the directory is asked where the pin does not
   * know it. Throws `E_AUTHOR` when the account never had this key, `E_KEY_CHANGED` when it stands in a chain that is not the pinned one.
   */
  async signer({ account, fingerprint }: Author): Promise<AccountKey> {
    const find = (keys: readonly AccountKey[] | undefined) => keys?.find((key) => key.certificate.fingerprint === fingerprint);
    const known = find(await this.#keysOf(account));
    if (known) return known;
    const contact = (await this.#refresh([account])).get(account);
    if (contact?.error) throw contact.error;
    const key = find(await this.#keysOf(account));
    if (!key) throw new SealchartError('E_AUTHOR', { detail: 'not a key of this account' });
    return key;
  }

  /**
   * Certificates to seal to, each held afresh against the server's newest word. Throws before anything is sealed:
   * `E_KEY_CHANGED` for a changed key, `E_CERT` for a closed account, `E_ROLLBACK`, `E_PERSON_UNKNOWN`.
   */
  async recipients(accountIds: readonly string[]): Promise<Map<string, Certificate>> {
    const { account, identity } = this.#session;
    const others = accountIds.filter((accountId) => accountId !== account.accountId);
    const certificates = new Map<string, Certificate>();
    if (others.length < accountIds.length) certificates.set(account.accountId, identity.certificate);
    for (const [accountId, { record, error }] of await this.#refresh(others)) {
      if (error) throw error;
      if (personState(record) === 'changed') throw new SealchartError('E_KEY_CHANGED');
      if (record.pin?.closed) throw new SealchartError('E_CERT', { detail: 'this account was closed' });
      const keys = await this.#keysOf(accountId);
      if (!keys) throw new SealchartError('E_CERT', { detail: 'no key' });
      certificates.set(accountId, currentKey({ keys }).certificate);
    }
    return certificates;
  }

  /**
   * Holds what a person compared on another way against the newest key that the server shows. `E_NOT_VERIFIED` when it
   * differs, and nothing is kept. Gives the fingerprint that was compared, and `keep`, which pins this very chain with
   * the mark of the signed verification: the only way past a changed key.
   */
  async compare(accountId: string, compared: Compared): Promise<Comparison> {
    if (accountId === this.#session.account.accountId) throw new SealchartError('E_PERSON_UNKNOWN', { detail: 'this is you' });
    const { instanceId } = this.#session.instance;
    const verified = await verifyEntry(instanceId, await this.#ask(accountId), accountId);
    const { fingerprint } = currentKey(verified.chain).certificate;
    requireEqual(compared, { instanceId, accountId, fingerprint, words: await wordsOf(instanceId, accountId, fingerprint) });
    const known = await this.#record(accountId);
    // An older genuine state is refused even when the person compared its key: `meet` throws.
    meet(known, verified);
    const keep = async (mark: VerificationMark): Promise<Person> => {
      const record = { ...accept(await this.#record(accountId), verified), mark };
      await this.#release(record);
      await this.#save(record);
      return this.#person(record);
    };
    return { fingerprint, mark: known?.mark, keep };
  }

  /** Notes a verification that another device of this account made, unless a newer one is known. */
  async note(accountId: string, mark: VerificationMark): Promise<void> {
    const record = (await this.#record(accountId)) ?? { accountId };
    if ((record.mark?.number ?? 0) < mark.number) await this.#save({ ...record, mark });
  }

  async #alertAddress({ chain, profile }: VerifiedEntry, identifier: string): Promise<PersonRecord> {
    const { fingerprint } = currentKey(chain).certificate;
    const known = (await this.#record(chain.accountId)) ?? { accountId: chain.accountId };
    const record = { ...known, alert: { reason: 'address', fingerprint, name: profile.name, identifier } as const };
    await this.#save(record);
    return record;
  }

  /** The address that was accepted for one account is no longer that of another. */
  async #release({ accountId, identifier }: PersonRecord): Promise<void> {
    for (const record of await this.#records()) {
      if (identifier === undefined || record.identifier !== identifier || record.accountId === accountId) continue;
      const { identifier: _released, ...rest } = record;
      await this.#save(rest);
    }
  }

  async #ask(accountId: string): Promise<DirectoryEntry> {
    const { entries } = await this.#session.api.accounts({ accountIds: [accountId] });
    const entry = entries.find((candidate) => candidate.accountId === accountId);
    if (!entry) throw new SealchartError('E_PERSON_UNKNOWN');
    return entry;
  }

  /** Entries of these accounts, in as many answers as their chains need: one holds only so much. */
  async #entriesOf(accountIds: readonly string[]): Promise<readonly DirectoryEntry[]> {
    try {
      return (await this.#session.api.accounts({ accountIds: [...accountIds] })).entries;
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_LIMIT' || accountIds.length === 1) throw error;
      const half = Math.ceil(accountIds.length / 2);
      return [...(await this.#entriesOf(accountIds.slice(0, half))), ...(await this.#entriesOf(accountIds.slice(half)))];
    }
  }

  /** Newest word of the server about these accounts, held against the pins. */
  async #refresh(accountIds: readonly string[]): Promise<Map<string, Contact>> {
    const missing = [...new Set(accountIds)].filter((accountId) => !this.#asking.has(accountId));
    for (let i = 0; i < missing.length; i += LOOKUP_IDS) {
      const page = missing.slice(i, i + LOOKUP_IDS);
      const answer = this.#entriesOf(page);
      for (const accountId of page) {
        const contact = answer.then((entries) => this.#meet(accountId, entries)).finally(() => this.#asking.delete(accountId));
        this.#asking.set(accountId, contact);
      }
    }
    const contacts = await Promise.all(
      accountIds.map(async (id): Promise<[string, Contact] | undefined> => {
        const contact = this.#asking.get(id);
        return contact && [id, await contact];
      }),
    );
    return new Map(contacts.filter((contact) => contact !== undefined));
  }

  async #meet(accountId: string, entries: readonly DirectoryEntry[]): Promise<Contact> {
    const known = (await this.#record(accountId)) ?? { accountId };
    const entry = entries.find((candidate) => candidate.accountId === accountId);
    if (!entry) return { record: known, error: new SealchartError('E_PERSON_UNKNOWN') };
    try {
      const meeting = meet(known, await verifyEntry(this.#session.instance.instanceId, entry, accountId));
      await this.#save(meeting.record);
      return meeting.met === 'changed'
        ? { record: meeting.record, error: new SealchartError('E_KEY_CHANGED') }
        : { record: meeting.record };
    } catch (error) {
      if (error instanceof SealchartError) return { record: known, error };
      throw error;
    }
  }

  #keysOf(accountId: string): Promise<readonly AccountKey[] | undefined> {
    const cached = this.#keys.get(accountId);
    if (cached) return cached;
    const keys = this.#readKeys(accountId);
    this.#keys.set(accountId, keys);
    return keys;
  }

  async #readKeys(accountId: string): Promise<readonly AccountKey[] | undefined> {
    const pin = (await this.#record(accountId))?.pin;
    return pin && withGivenUp(await Promise.all(pin.keys.map((key) => readKey(key, accountId))));
  }

  async #records(): Promise<PersonRecord[]> {
    return [...(await this.#session.store.getAll(PEOPLE, PersonRecordSchema)).values()];
  }

  async #record(accountId: string): Promise<PersonRecord | undefined> {
    const { account, chain, store } = this.#session;
    const record = await store.get(personKey(accountId), PersonRecordSchema);
    if (accountId !== account.accountId || (record?.pin?.hashes.length ?? 0) >= chain.hashes.length) return record;
    // The own account starts from the chain that the login proved.
    return { accountId, pin: pinOf(chain, { name: account.name, number: 1 }) };
  }

  async #save(record: PersonRecord): Promise<void> {
    const before = await this.#session.store.get(personKey(record.accountId), PersonRecordSchema);
    if (before && equalBytes(jcsBytes(before), jcsBytes(record))) return;
    await this.#session.store.write({ put: new Map([[personKey(record.accountId), record]]) });
    this.#keys.delete(record.accountId);
  }

  async #person(record: PersonRecord): Promise<Person> {
    const { accountId, pin, alert } = record;
    const fingerprint = alert?.fingerprint ?? pin?.keys.at(-1)?.fingerprint ?? '';
    const identifier = alert?.identifier ?? record.identifier;
    return {
      accountId,
      name: alert?.name ?? pin?.name ?? '',
      ...(identifier === undefined ? {} : { identifier }),
      fingerprint,
      words: await wordsOf(this.#session.instance.instanceId, accountId, fingerprint),
      state: personState(record),
    };
  }

  #self(): Person {
    const { accountId, identifier, name, fingerprint, words } = this.#session.account;
    return { accountId, identifier, name, fingerprint, words, state: 'verified' };
  }
}

/** A fingerprint that a person compared and found equal. */
export interface Comparison {
  readonly fingerprint: string;
  /** The verification before it, which the new statement follows. */
  readonly mark: VerificationMark | undefined;
  readonly keep: (mark: VerificationMark) => Promise<Person>;
}

async function readKey(key: PersonPin['keys'][number], accountId: string): Promise<AccountKey> {
  const certificate = await readCertificate(fromB64u(key.certificate), { accountId });
  return { certificate, since: key.since, ...(key.retired === undefined ? {} : { retired: key.retired }) };
}
