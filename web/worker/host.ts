import type { Ports, SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import type { UnlockKeeper } from '@sealchart/sdk/browser';
import { browserPorts, unlockKeeper } from '@sealchart/sdk/browser';
import manifest from '../package.json';
import { Changes } from './changes.ts';

/** Of the database in which this browser keeps the account of this server. */
const STORE_NAME = 'sealchart';

/** The one SDK client of this worker, made when it is first asked for. It never leaves the worker. */
export class Host {
  /** What the acts of this worker changed. */
  readonly changes = new Changes();
  /** Keeps the account unlocked over a reload of the page. */
  readonly keeper: UnlockKeeper = unlockKeeper({ name: STORE_NAME });
  #ports: Promise<Ports> | undefined;
  #client: Promise<SealchartClient> | undefined;

  client(): Promise<SealchartClient> {
    this.#client ??= this.#open();
    return this.#client;
  }

  /** Removes everything of the account from this browser, without any key. */
  async clear(): Promise<void> {
    await (await this.#openPorts()).store.clear();
  }

  async #open(): Promise<SealchartClient> {
    try {
      const ports = await this.#openPorts();
      const client = { name: 'sealchart-web', version: manifest.version };
      return this.changes.watched(createClient({ server: location.origin, client, ports, sessionIn: 'cookie' }));
    } catch (error) {
      // A browser that gave no store may give one at the next try.
      this.#client = undefined;
      this.#ports = undefined;
      throw error;
    }
  }

  #openPorts(): Promise<Ports> {
    this.#ports ??= browserPorts({ name: STORE_NAME, sessionIn: 'cookie' });
    return this.#ports;
  }
}
