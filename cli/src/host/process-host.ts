import { hostname, tmpdir } from 'node:os';
import process from 'node:process';
import { fileSource, nodePorts } from '@sealchart/sdk/node';
import { readEnvironment } from './environment.ts';
import type { Host } from './host.ts';

/** What ends a program from outside (Ctrl-C, another program, a terminal that is closed), with its exit code: 128 and the number of the signal, as shells have it. */
const ENDINGS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The machine this process runs on. Files it makes from now on are this user's alone. */
export function processHost(): Host {
  process.umask(0o077);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: readEnvironment(),
    platform: process.platform,
    userId: process.getuid?.(),
    temporary: tmpdir(),
    deviceName: hostname() || 'command line',
    now: () => Date.now(),
    createPorts: (directory) => nodePorts({ directory }),
    openFile: (path) => fileSource(path),
    beforeInterrupt: (listener) => {
      const end = (signal: keyof typeof ENDINGS): void => {
        listener();
        process.exit(ENDINGS[signal]);
      };
      const signals = Object.keys(ENDINGS) as (keyof typeof ENDINGS)[];
      for (const signal of signals) process.on(signal, end);
      return () => signals.forEach((signal) => process.off(signal, end));
    },
  };
}
