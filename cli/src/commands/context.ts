import type { OwnAccount, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { RELEASE, SealchartError } from '@sealchart/protocol';
import { AgentClient } from '../agent/client.ts';
import type { Host } from '../host/host.ts';
import type { Profile } from '../profile/profile.ts';
import { prepareProfile } from '../profile/profile.ts';
import { readSettings } from '../profile/settings.ts';
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
  #touch: NodeJS.Timeout | undefined;

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
    const client = await this.client();
    if ((await client.state()) === 'empty') {
      throw new SealchartError('E_NOT_LOGGED_IN', { detail: `profile ${this.profile.name}` });
    }
    const account = (await this.#openWithAgent(client)) ?? (await client.unlock({ password: await askPassword(this) }));
    return { client, account };
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
    await client?.close();
  }

  async #openWithAgent(client: SealchartClient): Promise<OwnAccount | undefined> {
    const key = await this.agent.key();
    if (!key) return undefined;
    try {
      const account = await client.unlockWithKey(key);
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
