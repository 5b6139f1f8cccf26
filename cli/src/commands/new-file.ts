import type { FileHandle } from 'node:fs/promises';
import { constants, rmSync } from 'node:fs';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { SealchartError } from '@sealchart/protocol';
import type { Host } from '../host/host.ts';
import { isSystemError } from '../host/system-error.ts';

/** What is written, in pieces; texts become UTF-8. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

export interface NewFileOptions {
  readonly replace: boolean;
  /** What else can be done where the name is taken, for the end of the sentence that says so. */
  readonly advice?: string;
  /** The host's, for content that is not sealed and takes long: what Ctrl-C ends in the middle leaves nothing of it behind. */
  readonly beforeInterrupt?: Host['beforeInterrupt'];
}

/** Refuses what `writeNewFile` would refuse later, for acts that cannot be taken back. Errors as `writeNewFile`. */
export async function checkNewFile(path: string): Promise<void> {
  if (await exists(path)) throw taken(path);
  try {
    await access(dirname(path), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

/**
 * Writes a file of mode 600 whole or not at all: under another name beside it first, under its own name when everything
 * is on the disk. Gives its size in bytes. Rejects with `E_USAGE` when the name is taken and `replace` is not set, or its
 * folder is none that can be written to, with `E_STORE` when the disk fails; a failure of the chunks passes through and
 * leaves nothing behind.
 */
export async function writeNewFile(path: string, chunks: Chunks, options: NewFileOptions): Promise<number> {
  if (!options.replace && (await exists(path))) throw taken(path, options.advice);
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  const file = await guarded(path, () => open(partial, 'wx', 0o600));
  const ignore = options.beforeInterrupt?.(() => rmSync(partial, { force: true }));
  try {
    const bytes = await fill(file, path, chunks);
    await guarded(path, async () => {
      await file.sync();
      await file.close();
      if (options.replace) await rename(partial, path);
      // Unlike a rename, a link never replaces a file that appeared in the meantime.
      else await link(partial, path);
    });
    return bytes;
  } finally {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    ignore?.();
  }
}

async function fill(file: FileHandle, path: string, chunks: Chunks): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) {
    const encoded = Buffer.from(chunk);
    bytes += encoded.length;
    await guarded(path, () => file.writeFile(encoded));
  }
  return bytes;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}

async function guarded<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (isSystemError(cause, 'EEXIST')) throw taken(path);
    throw notWritable(path, cause);
  }
}

/** A place that was chosen badly says nothing against what this device keeps: only a disk that fails is `E_STORE`. */
function notWritable(path: string, cause: unknown): SealchartError {
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
    return new SealchartError('E_USAGE', { detail: `there is no folder ${dirname(path)} for ${basename(path)}`, cause });
  }
  if (isSystemError(cause, 'EACCES', 'EPERM', 'EROFS')) {
    return new SealchartError('E_USAGE', { detail: `you may not write in the folder ${dirname(path)}; choose another one`, cause });
  }
  return new SealchartError('E_STORE', { detail: `${path} cannot be written`, cause });
}

function taken(path: string, advice = ''): SealchartError {
  return new SealchartError('E_USAGE', { detail: `${path} exists already; choose another name${advice}` });
}
