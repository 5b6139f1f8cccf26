import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import type { Host } from '../host/host.ts';
import { isSystemError } from '../host/system-error.ts';
import type { Profile } from '../profile/profile.ts';

// [Note: Who may talk to the agent]
// On Unix the agent listens on a socket of mode 600 in a folder of mode 700, both of this user; a client refuses
// anything else before it connects, and what it sends holds no secret. On Windows a named pipe lets other users at
// most read, and the agent says nothing to a peer that asks nothing.

/** Bytes that a socket's path may have on every Unix: macOS allows 103. */
const PATH_BYTES = 100;

const OTHERS = 0o077;

/** Where the agent of a profile listens. */
export function endpointOf(profile: Profile, host: Host): string {
  const label = createHash('sha256').update(profile.directory).digest('hex').slice(0, 32);
  if (host.platform === 'win32') return `\\\\.\\pipe\\sealchart-${label}`;
  const beside = join(profile.directory, 'agent.sock');
  if (Buffer.byteLength(beside) <= PATH_BYTES) return beside;
  return join(host.temporary, `sealchart-${host.userId ?? 0}`, `${label}.sock`);
}

/** Makes the folder of the socket, this user's alone. Rejects with `E_AGENT` when somebody else has it. */
export async function prepareEndpoint(endpoint: string, host: Host): Promise<void> {
  if (host.platform === 'win32') return;
  await mkdir(dirname(endpoint), { recursive: true, mode: 0o700 });
  await checkOwner(dirname(endpoint), host, 'folder');
}

/** False when there is no socket. Rejects with `E_AGENT` when there is one that others could have put there or can use. */
export async function isEndpointPresent(endpoint: string, host: Host): Promise<boolean> {
  if (host.platform === 'win32') return true;
  try {
    await checkOwner(endpoint, host, 'socket');
    await checkOwner(dirname(endpoint), host, 'folder');
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

async function checkOwner(path: string, host: Host, kind: 'socket' | 'folder'): Promise<void> {
  const found = await lstat(path);
  const isKind = kind === 'socket' ? found.isSocket() : found.isDirectory();
  if (!isKind) throw new SealchartError('E_AGENT', { detail: `${path} is no ${kind}` });
  if (host.userId !== undefined && found.uid !== host.userId) {
    throw new SealchartError('E_AGENT', { detail: `${path} belongs to another user` });
  }
  if ((found.mode & OTHERS) !== 0) throw new SealchartError('E_AGENT', { detail: `other users may use ${path}` });
}
