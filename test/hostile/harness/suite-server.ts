import { afterAll, beforeAll } from '@jest/globals';
import type { ServerOptions } from '../../stories/support/in-process-server.ts';
import { HostileServer } from './stage.ts';

/** A server of the suite, or of the describe, that asks for it: started before the first test in it, ended behind the last. */
export function suiteServer(options?: ServerOptions): () => HostileServer {
  let hostile: HostileServer | undefined;
  beforeAll(async () => {
    hostile = await HostileServer.start(options);
  }, 60_000);
  afterAll(() => hostile?.close());
  return () => {
    if (!hostile) throw new Error('asked for before the first test');
    return hostile;
  };
}
