import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { ApiProcess } from './api-process.ts';
import { captureOutput } from './api-process.ts';
import { dumpDatabase, plantInDatabase } from './database-dump.ts';
import type { RecordingProxy } from './recording-proxy.ts';

/** A place where secrets could end up. */
export interface LeakPlace {
  readonly name: string;
  /** Everything that is there now. */
  read(): Promise<Buffer> | Buffer;
  /** Puts values there as a leak would; gives what takes them away again, where that can be. */
  plant(values: readonly Uint8Array[]): Promise<() => Promise<void> | void>;
}

export interface LeakPlacesOptions {
  readonly server: ApiProcess;
  readonly proxy: RecordingProxy;
  readonly publicPort: number;
  /** Folders in which the command keeps its state. */
  readonly devices: readonly string[];
  /** For files that this needs itself. */
  readonly folder: string;
}

/** Both databases with their operation log, everything on the wire, everything the server wrote, and every device. */
export function leakPlaces({
  server,
  proxy,
  publicPort,
  devices,
  folder,
}: LeakPlacesOptions): Record<'databases' | 'traffic' | 'logs' | 'devices', LeakPlace[]> {
  return {
    databases: Object.entries(server.databases).map(([name, uri]) => ({
      name: `${name} database`,
      read: () => dumpDatabase(uri),
      plant: (values) => plantInDatabase(uri, values),
    })),
    traffic: [{ name: 'traffic', read: () => proxy.traffic(), plant: (values) => send(publicPort, Buffer.concat(values)) }],
    logs: [logsOf(server, join(folder, 'words'))],
    devices: devices.map((device, i) => ({
      name: `device ${i}`,
      read: () => Buffer.concat(filesUnder(device)),
      async plant(values) {
        const file = join(device, 'planted');
        writeFileSync(file, Buffer.concat(values));
        return () => rmSync(file);
      },
    })),
  };
}

/** Sends bytes as a request body through the proxy; what the server makes of it does not matter. */
async function send(port: number, body: Buffer): Promise<() => void> {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  const gone = once(socket, 'close');
  socket.write(`POST /v1/auth/prelogin HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
  socket.end(body);
  await gone;
  return () => undefined;
}

/** The server's words; another process that says the planted ones is listened to in the same way. */
function logsOf(server: ApiProcess, file: string): LeakPlace {
  let planted: Buffer[] = [];
  return {
    name: 'logs',
    read: () => Buffer.concat([server.log(), ...planted]),
    async plant(values) {
      writeFileSync(file, Buffer.concat(values));
      const child = spawn(process.execPath, ['-e', `process.stderr.write(require('node:fs').readFileSync(${JSON.stringify(file)}))`]);
      captureOutput(child, planted);
      await once(child, 'close');
      return () => void (planted = []);
    },
  };
}

function filesUnder(path: string): Buffer[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
