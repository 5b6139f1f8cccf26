import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { SealchartError } from '@sealchart/protocol';
import type { Environment } from '../host/environment.ts';
import type { Host } from '../host/host.ts';

export interface TestHost extends Host {
  readonly folder: string;
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly stdout: PassThrough & { isTTY?: boolean; columns?: number };
  readonly stderr: PassThrough & { isTTY?: boolean; columns?: number };
  /** Everything written so far. */
  out(): string;
  err(): string;
  remove(): void;
}

/** A host over a temporary folder, whose streams are kept as text. Nothing in it reaches the network. */
export function testHost(options: { isTerminal?: boolean; environment?: Partial<Environment> } = {}): TestHost {
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-cli-'));
  const isTTY = options.isTerminal === true;
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  return {
    folder,
    stdin,
    stdout,
    stderr,
    out: () => textOf(stdout),
    err: () => textOf(stderr),
    environment: { profiles: join(folder, 'profiles'), allowsColour: true, isDebug: false, childVariables: {}, ...options.environment },
    platform: process.platform,
    userId: process.getuid?.(),
    temporary: folder,
    deviceName: 'test device',
    now: () => Date.now(),
    createPorts: () => {
      throw new SealchartError('E_NETWORK', { detail: 'this host has no ports' });
    },
    openFile: (path) => {
      throw new SealchartError('E_STORE', { detail: `${path} is not there` });
    },
    beforeInterrupt: () => () => undefined,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const texts = new WeakMap<PassThrough, string>();

function textOf(stream: PassThrough): string {
  const chunk = stream.read() as Buffer | null;
  const text = (texts.get(stream) ?? '') + (chunk?.toString() ?? '');
  texts.set(stream, text);
  return text;
}
