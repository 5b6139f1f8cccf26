import type { SealchartClient } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { browserPorts } from '@sealchart/sdk/browser';
import manifest from '../package.json';
import { Changes } from './changes.ts';

/** Of the database in which this browser keeps the account of this server. */
export const STORE_NAME = 'sealchart';

/** The one SDK client of this worker, made when it is first asked for. It never leaves the worker. */
export class Host {
  /** What the acts of this worker changed. */
  readonly changes = new Changes();
  #client: Promise<SealchartClient> | undefined;

  client(): Promise<SealchartClient> {
    this.#client ??= this.#open();
    return this.#client;
  }

  async #open(): Promise<SealchartClient> {
    try {
      const ports = await browserPorts({ name: STORE_NAME, sessionIn: 'cookie' });
      const client = { name: 'sealchart-web', version: manifest.version };
      return this.changes.watched(createClient({ server: location.origin, client, ports, sessionIn: 'cookie' }));
    } catch (error) {
      // A browser that gave no store may give one at the next try.
      this.#client = undefined;
      throw error;
    }
  }
}
