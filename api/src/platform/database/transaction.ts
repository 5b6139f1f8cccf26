import type { ClientSession, Connection } from 'mongoose';

/**
 * Runs `work` as one transaction on one database and gives back its result. Every read and write in it must be handed
 * `session`: one without it survives an abort. `work` runs again after a write conflict, so it must have no other effects.
 */
export function inTransaction<T>(connection: Connection, work: (session: ClientSession) => Promise<T>): Promise<T> {
  return connection
    .getClient()
    .withSession((session) =>
      session.withTransaction(() => work(session), { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } }),
    );
}
