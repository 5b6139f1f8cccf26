import { hostname, tmpdir } from 'node:os';
import process from 'node:process';
import { fileSource, nodePorts } from '@sealchart/sdk/node';
import { readEnvironment } from './environment.ts';
import type { Host } from './host.ts';

/** Exit code of a program that Ctrl-C ended: 128 and the number of SIGINT, as shells have it. */
const INTERRUPTED = 130;

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
      const end = (): void => {
        listener();
        process.exit(INTERRUPTED);
      };
      process.on('SIGINT', end);
      return () => process.off('SIGINT', end);
    },
  };
}
