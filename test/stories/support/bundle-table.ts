import type { Kdf, KeyBundle } from '@sealchart/protocol';
import { fromB64u, fromUtf8 } from '@sealchart/protocol';
import mongoose from 'mongoose';
import type { InProcessServer } from './in-process-server.ts';

/** One bundle as the server holds it. */
interface BundleRow {
  readonly _id: string;
  readonly version: number;
  readonly bundle: string;
}

/** The accounts' database of a server, for whoever has it in hand. */
export class BundleTable {
  readonly connection: mongoose.Connection;

  private constructor(connection: mongoose.Connection) {
    this.connection = connection;
  }

  static async of({ accountsUri }: InProcessServer): Promise<BundleTable> {
    return new BundleTable(await mongoose.createConnection(accountsUri).asPromise());
  }

  /** Undefined for an account that was closed. */
  async newest(accountId: string): Promise<KeyBundle | undefined> {
    const row = await this.#rows.findOne({ _id: accountId });
    return row ? (JSON.parse(row.bundle) as KeyBundle) : undefined;
  }

  async put(bundle: KeyBundle): Promise<void> {
    await this.#rows.updateOne({ _id: bundle.accountId }, { $set: { version: bundle.version, bundle: JSON.stringify(bundle) } });
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  get #rows() {
    return this.connection.collection<BundleRow>('bundles');
  }
}

/** Settings of the password, from the header of its slot. */
export function kdfOf({ slots }: KeyBundle): Kdf {
  const [slot] = slots.filter(({ kind }) => kind === 'password');
  const header = JSON.parse(fromUtf8(fromB64u(slot?.wrapped.split('.')[0] ?? ''))) as { ctx: { kdf: Kdf } };
  return header.ctx.kdf;
}
