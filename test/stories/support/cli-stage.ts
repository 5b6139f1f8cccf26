import { afterAll, beforeAll } from '@jest/globals';
import type { ApiProcess } from './api-process.ts';
import { apiProcess, freePort } from './api-process.ts';
import { CliPerson } from './cli-person.ts';
import type { RecordingProxy } from './recording-proxy.ts';
import { recordingProxy } from './recording-proxy.ts';

/** A server and the people who use it with the sealchart command. Both are there while the tests of one spec run. */
export interface CliStage {
  readonly server: ApiProcess;
  /** What everything that people send goes through. Throws where the stage has none. */
  readonly proxy: RecordingProxy;
  /** Somebody who has no account yet; at `url` instead of this server. */
  someone(name: string, url?: string): CliPerson;
  /** Somebody with an account; `options` are further arguments of `register`. */
  registered(name: string, ...options: readonly string[]): Promise<CliPerson>;
  /** Somebody with an account, whose agent has the key. */
  unlocked(name: string, ...options: readonly string[]): Promise<CliPerson>;
}

const TIMEOUT = 180_000;

/** Sets the stage for the tests around it: the server starts before them, and goes with all its people after them. */
export function cliStage({ hasProxy = false }: { readonly hasProxy?: boolean } = {}): CliStage {
  let server: ApiProcess;
  let proxy: RecordingProxy | undefined;
  const people: CliPerson[] = [];

  beforeAll(async () => {
    const publicPort = hasProxy ? await freePort() : undefined;
    server = await apiProcess(publicPort === undefined ? {} : { publicPort });
    if (publicPort !== undefined) proxy = await recordingProxy(publicPort, server.port);
    await server.start();
  }, TIMEOUT);
  afterAll(async () => {
    await Promise.all(people.map((person) => person.remove()));
    await proxy?.close();
    await server.remove();
  }, TIMEOUT);

  const someone = (name: string, url = server.url): CliPerson => {
    const made = new CliPerson({ name, server: url });
    people.push(made);
    return made;
  };
  const registered = async (name: string, ...options: readonly string[]): Promise<CliPerson> => {
    const made = someone(name);
    await made.register(...options);
    return made;
  };
  return {
    get server() {
      return server;
    },
    get proxy() {
      if (!proxy) throw new Error('nothing stands between this server and its people');
      return proxy;
    },
    someone,
    registered,
    async unlocked(name, ...options) {
      const made = await registered(name, ...options);
      await made.unlock();
      return made;
    },
  };
}
