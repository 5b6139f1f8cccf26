import { PROFILE, ProfileStatement, currentKey, fromB64u, parseStatement, replayAccountChain } from '@sealchart/protocol';
import type { SignedStatement } from '@sealchart/protocol';
import { wordsOf } from '../crypto/words.ts';
import { Directory } from '../features/directory/directory.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { contextOf } from '../features/elements/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { UnlockedSession } from '../session/unlocked-session.ts';
import { SealedStore } from '../store/sealed-store.ts';
import type { StoreCipher } from '../store/store-cipher.ts';
import { storeCipher } from '../store/store-cipher.ts';
import { Api } from '../transport/api.ts';
import type { DirectoryAccount } from './directory-account.ts';
import { testPorts } from './ports.ts';
import type { RecordServer } from './record-server.ts';

/**
 * One device of an account that knows its keys, without login and bundle: what features do before and after a rotation is
 * seen by opening the same device again.
 */
export class RecordDevice {
  readonly #account: DirectoryAccount;
  readonly #server: RecordServer;
  readonly #ports: Ports;
  readonly #cipher: StoreCipher;

  private constructor(account: DirectoryAccount, server: RecordServer, ports: Ports, cipher: StoreCipher) {
    this.#account = account;
    this.#server = server;
    this.#ports = ports;
    this.#cipher = cipher;
  }

  static async create(account: DirectoryAccount, server: RecordServer, overrides: Partial<Ports> = {}): Promise<RecordDevice> {
    const ports = testPorts({ http: server, ...overrides });
    const key = ports.random.bytes(32);
    return new RecordDevice(account, server, ports, await storeCipher(key, account.instanceId, account.accountId, ports.random));
  }

  /** Opens the device with the account's newest keys, as the server shows it. */
  async open(): Promise<ElementsContext> {
    const session = await this.#session();
    return contextOf(session, new Directory(session));
  }

  async #session(): Promise<UnlockedSession> {
    const { instanceId, accountId, identities } = this.#account;
    const { realm, logKey } = this.#server.instance;
    const instance = { server: 'http://localhost:3000', instanceId, realm, logKey };
    const { events, certificates, profile: shown } = this.#server.entries.get(accountId) ?? this.#account.entry();
    const chain = await replayAccountChain(instanceId, accountId, events, certificates.map(fromB64u));
    const { fingerprint } = currentKey(chain).certificate;
    let profile = await profileOf(instanceId, shown);
    const newestFirst = identities.slice(0, chain.keys.length).toReversed();
    const [identity] = newestFirst;
    if (!identity) throw new TypeError('an account without identity');
    const api = new Api({ server: instance.server, client: { name: 'spec', version: '1' }, ports: this.#ports, token: accountId });
    return {
      instance,
      account: {
        accountId,
        identifier: 'spec@example.org',
        name: profile.name,
        fingerprint,
        words: await wordsOf(instanceId, accountId, fingerprint),
        instance,
      },
      chain,
      get profile() {
        return profile;
      },
      async keepProfile(signed) {
        const newer = await profileOf(instanceId, signed);
        if (newer.number > profile.number) profile = newer;
      },
      identity,
      identities: newestFirst,
      ports: this.#ports,
      api,
      store: new SealedStore(this.#ports.store, this.#cipher),
    };
  }
}

async function profileOf(instanceId: string, signed: SignedStatement): Promise<UnlockedSession['profile']> {
  const { value, hash } = await parseStatement(ProfileStatement, PROFILE, instanceId, signed);
  return { number: value.number, hash, fingerprint: value.author.fingerprint, name: value.name };
}
