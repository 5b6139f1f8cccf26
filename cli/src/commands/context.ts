import type { OwnAccount, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { RELEASE, SealchartError, equalBytes } from '@sealchart/protocol';
import { AgentClient } from '../agent/client.ts';
import type { Host } from '../host/host.ts';
import type { Profile } from '../profile/profile.ts';
import { prepareProfile } from '../profile/profile.ts';
import { readSettings } from '../profile/settings.ts';
import { takeTurn } from '../profile/turn.ts';
import { ProgressBar } from '../terminal/progress.ts';
import type { Output } from '../terminal/output.ts';
import type { Prompts } from '../terminal/prompts.ts';
import { askPassword } from './password.ts';

/** An account that can be used. */
export interface OpenAccount {
  readonly client: SealchartClient;
  readonly account: OwnAccount;
}

export interface ContextOptions {
  readonly host: Host;
  readonly output: Output;
  readonly prompts: Prompts;
  readonly profile: Profile;
  readonly passwordDescriptor: number | undefined;
}

/** An account that can be used, and the password that was proven to open it. */
export interface ProvenAccount extends OpenAccount {
  readonly password: string;
}

/** The agent forgets after idle minutes; a long act is not idle. */
const TOUCH_EVERY_MS = 60_000;

/** What one run of one command works with. */
export class CommandContext {
  readonly host: Host;
  readonly output: Output;
  readonly prompts: Prompts;
  readonly profile: Profile;
  readonly agent: AgentClient;
  /** From `--password-fd`. */
  readonly passwordDescriptor: number | undefined;
  #client: SealchartClient | undefined;
  /** What the agent held when this run began with it. */
  #agentKey: Uint8Array | undefined;
  #touch: NodeJS.Timeout | undefined;
  #endTurn: (() => void) | undefined;

  constructor(options: ContextOptions) {
    this.host = options.host;
    this.output = options.output;
    this.prompts = options.prompts;
    this.profile = options.profile;
    this.passwordDescriptor = options.passwordDescriptor;
    this.agent = new AgentClient(options.profile, options.host);
  }

  /** The client of this profile, for a server or the one it knows. Rejects with `E_NOT_LOGGED_IN` when it knows none. */
  async client(server?: string): Promise<SealchartClient> {
    if (this.#client) return this.#client;
    await prepareProfile(this.profile, this.host);
    const address = server ?? (await readSettings(this.profile))?.server;
    if (address === undefined) throw new SealchartError('E_NOT_LOGGED_IN', { detail: `profile ${this.profile.name}` });
    const ports = this.host.createPorts(this.profile.directory);
    this.#client = createClient({ server: address, client: { name: 'sealchart-cli', version: RELEASE }, ports });
    return this.#client;
  }

  /** The account of this profile, opened by the agent's key, else by the password. */
  async open(): Promise<OpenAccount> {
    const client = await this.#clientOfAccount();
    const account = (await this.#openWithAgent(client)) ?? (await client.unlock({ password: await askPassword(this) }));
    return { client, account };
  }

  /**
   * The account of this profile, opened by its password even where an agent has the key: for acts that take the password
   * once more. Rejects with `E_PASSWORD` before anything else is asked.
   */
  async openByPassword(): Promise<ProvenAccount> {
    const client = await this.#clientOfAccount();
    await this.takeAccountTurn();
    const password = await askPassword(this, { advice: 'give --password-fd' });
    const account = await client.unlock({ password });
    this.#agentKey = await this.agent.key();
    return { client, account, password };
  }

  /** Until this command ends no other one changes the account of this profile; waits for one that does. */
  async takeAccountTurn(): Promise<void> {
    this.#endTurn ??= await takeTurn(this.profile, 'account', () =>
      this.output.note('Another command is changing this account; this one waits for its end.'),
    );
  }

  /** The account when an agent has its key; undefined otherwise. For those who only look: the agent's time goes on. */
  async openIfUnlocked(): Promise<OpenAccount | undefined> {
    const client = await this.#clientOfAccount();
    const key = await this.agent.peek();
    if (!key) return undefined;
    try {
      return { client, account: await client.unlockWithKey(key) };
    } finally {
      key.fill(0);
    }
  }

  /** Gives an agent that runs the key of the account that is open now. */
  async renewAgent(client: SealchartClient): Promise<void> {
    if ((await this.agent.remaining()) === undefined) return;
    const key = client.accountKey();
    try {
      await this.agent.start(key);
    } finally {
      key.fill(0);
    }
  }

  /** A bar for a long act; the caller finishes it. */
  progress(label: string, unit: string): ProgressBar {
    const { host, output } = this;
    return new ProgressBar({ screen: host.stderr, label, unit, isSilent: output.isJson, now: () => host.now() });
  }

  /** Shows the progress of an act while it runs. */
  async follow<T>(label: string, unit: string, act: (onProgress: ProgressBar['update']) => Promise<T>): Promise<T> {
    const bar = this.progress(label, unit);
    try {
      return await act(bar.update);
    } finally {
      bar.finish();
    }
  }

  /** Forgets keys in this process and closes the store; once is enough. */
  async close(): Promise<void> {
    clearInterval(this.#touch);
    const client = this.#client;
    this.#client = undefined;
    try {
      if (client) await this.#settleAgent(client);
    } finally {
      this.#agentKey?.fill(0);
      this.#agentKey = undefined;
      await client?.close();
      this.#endTurn?.();
      this.#endTurn = undefined;
    }
  }

  async #clientOfAccount(): Promise<SealchartClient> {
    const client = await this.client();
    if ((await client.state()) === 'empty') {
      throw new SealchartError('E_NOT_LOGGED_IN', { detail: `profile ${this.profile.name}` });
    }
    return client;
  }

  /** Whatever a run did, the agent that it began with holds the key of the account as it is now. */
  async #settleAgent(client: SealchartClient): Promise<void> {
    if (!this.#agentKey || (await client.state()) !== 'unlocked') return;
    const key = client.accountKey();
    const isSame = equalBytes(key, this.#agentKey);
    key.fill(0);
    if (isSame) return;
    try {
      await this.renewAgent(client);
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      this.output.note('The account is locked now; the next command asks for the password.');
    }
  }

  async #openWithAgent(client: SealchartClient): Promise<OwnAccount | undefined> {
    const key = await this.agent.key();
    if (!key) return undefined;
    try {
      const account = await client.unlockWithKey(key);
      this.#agentKey = key.slice();
      this.#touch = setInterval(() => void this.agent.touch().catch(() => undefined), TOUCH_EVERY_MS);
      this.#touch.unref();
      return account;
    } catch (error) {
      if (!(error instanceof SealchartError) || error.code !== 'E_LOCKED') throw error;
      // The key of an account that this profile no longer holds.
      await this.agent.lock();
      return undefined;
    } finally {
      key.fill(0);
    }
  }
}
