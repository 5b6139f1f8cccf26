import type { Readable, Writable } from 'node:stream';
import type { FileSource, Ports } from '@sealchart/sdk';
import type { Environment } from './environment.ts';

/** A stream that may be a terminal. */
export type InputStream = Readable & { readonly isTTY?: boolean };
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Everything that a run of the command line takes from the machine: tests hand in their own. */
export interface Host {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Numeric user id; undefined where the system has none. */
  readonly userId: number | undefined;
  /** Folder for short-lived files, used where a socket's path would be too long. */
  readonly temporary: string;
  /** What sessions of this device are listed under. */
  readonly deviceName: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** The ports of the client over a profile's folder. */
  createPorts(directory: string): Ports;
  /** A file that can be read twice. */
  openFile(path: string): FileSource;
  /** Until the returned function is called, what ends the process from outside (Ctrl-C, a terminal that is closed) calls the listener before. */
  beforeInterrupt(listener: () => void): () => void;
}
