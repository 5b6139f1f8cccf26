import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import type { ExportFile } from '@sealchart/sdk';
import { isSystemError } from '../host/system-error.ts';

/** What was written. */
export interface WrittenFolder {
  readonly files: number;
  readonly bytes: number;
}

/** Parts of a name that are allowed: no way up, no other drive, no hidden file, nothing that a system reads otherwise. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;
/** Names that Windows takes for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Writes files into a new folder of mode 700, or one that is empty, whole or not at all: into a folder beside it first.
 * `E_USAGE` when there is something in it or it cannot be made, `E_STORE` when the disk fails, `E_UNEXPECTED` for a name
 * that would leave the folder; a failure of the files passes through and leaves nothing behind.
 */
export async function writeFolder(path: string, files: AsyncIterable<ExportFile>): Promise<WrittenFolder> {
  await checkNewFolder(path);
  const target = resolve(path);
  const partial = await guarded(path, () => mkdtemp(join(dirname(target), `.${basename(target)}.partial-`)));
  try {
    const written = await fill(partial, path, files);
    await guarded(path, async () => {
      // An empty folder of that name gives way; one that is not, never.
      await rmdir(target).catch((error: unknown) => {
        if (!isSystemError(error, 'ENOENT')) throw error;
      });
      await rename(partial, target);
    });
    return written;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Refuses what `writeFolder` would refuse, before anything long begins. `E_USAGE`. */
export async function checkNewFolder(path: string): Promise<void> {
  try {
    if ((await readdir(path)).length > 0) throw taken(path);
  } catch (error) {
    if (error instanceof SealchartError) throw error;
    if (isSystemError(error, 'ENOTDIR')) throw taken(path);
    if (!isSystemError(error, 'ENOENT')) throw notWritable(path, error);
  }
}

async function fill(folder: string, path: string, files: AsyncIterable<ExportFile>): Promise<WrittenFolder> {
  let count = 0;
  let size = 0;
  for await (const { name, bytes } of files) {
    const parts = partsOf(name);
    await guarded(path, async () => {
      await mkdir(join(folder, ...parts.slice(0, -1)), { recursive: true, mode: 0o700 });
      // Never over another file: two names that a system takes for one are a refusal.
      const file = await open(join(folder, ...parts), 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    });
    count += 1;
    size += bytes.length;
  }
  return { files: count, bytes: size };
}

/** Parts of a relative name. `E_UNEXPECTED` where one of them could lead elsewhere. */
export function partsOf(name: string): string[] {
  const parts = name.split('/');
  if (parts.every((part) => PART.test(part) && !part.endsWith('.') && !DEVICE.test(part))) return parts;
  throw new SealchartError('E_UNEXPECTED', { detail: 'a file of the export has a name that is not allowed; nothing was written' });
}

async function guarded<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (isSystemError(cause, 'ENOTEMPTY', 'EEXIST')) throw taken(path);
    throw notWritable(path, cause);
  }
}

function notWritable(path: string, cause: unknown): SealchartError {
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS')) {
    return new SealchartError('E_USAGE', { detail: `the folder ${path} cannot be made there; choose another place`, cause });
  }
  return new SealchartError('E_STORE', { detail: `${path} cannot be written`, cause });
}

function taken(path: string): SealchartError {
  return new SealchartError('E_USAGE', { detail: `${path} is there already and not an empty folder; choose another name` });
}
