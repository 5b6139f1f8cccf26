import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const OCTETS = 32;
/** Random bytes hardly ever repeat: 32 of them practically never have fewer distinct values; `aaaa...` and its like always do. */
const LEAST_DISTINCT = 16;

/** The 32 bytes of a secret; undefined when the file is missing, damaged or holds a placeholder. */
export async function readSecretFile(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
  const bytes = Buffer.from(text, 'base64url');
  const isWhole = bytes.length === OCTETS && bytes.toString('base64url') === text;
  return isWhole && new Set(bytes).size >= LEAST_DISTINCT ? bytes : undefined;
}

export function makeSecretBytes(): Buffer {
  return randomBytes(OCTETS);
}

/**
 * Writes a secret as base64url and a line feed: whole beside its place, then linked there, so that a power cut leaves no half secret.
 * A file of that name stays as it is.
 */
export async function writeSecretFile(folder: string, name: string, bytes: Buffer): Promise<void> {
  const draft = draftOf(folder, name);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${bytes.toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await linkSecretFile(draft, join(folder, name));
  } finally {
    await rm(draft, { force: true });
  }
}

/** Gives a secret a second name; one of that name stays as it is. */
export async function linkSecretFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
}

/** A name beside `name` that nobody else takes. */
export function draftOf(folder: string, name: string): string {
  return join(folder, `.${name}.${randomBytes(8).toString('hex')}`);
}

/** New names themselves must survive a power cut. Windows cannot open folders, and needs it not. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
