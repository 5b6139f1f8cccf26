import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Global, Inject, Module } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { Connections } from './connections.ts';
import { ACCOUNTS, RECORDS } from './connections.ts';

/** Hands the two open connections to all modules, makes collections and indexes at the start, and closes both at the end. */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #connections: readonly Connection[];

  constructor(@Inject(getConnectionToken(ACCOUNTS)) accounts: Connection, @Inject(getConnectionToken(RECORDS)) records: Connection) {
    this.#connections = [accounts, records];
  }

  static of(connections: Connections): DynamicModule {
    const providers = [
      { provide: getConnectionToken(ACCOUNTS), useValue: connections.accounts },
      { provide: getConnectionToken(RECORDS), useValue: connections.records },
    ];
    return { module: DatabaseModule, providers, exports: providers };
  }

  async onApplicationBootstrap(): Promise<void> {
    const models = this.#connections.flatMap((connection) => Object.values(connection.models));
    await Promise.all(
      models.map(async (model) => {
        await model.createCollection();
        await model.createIndexes();
      }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}
