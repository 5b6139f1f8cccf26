import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import * as z from 'zod/mini';
import { isSystemError } from '../host/system-error.ts';
import type { Profile } from './profile.ts';

/** What a profile must know before its account can be opened. Nothing in it is secret. */
const Settings = z.strictObject({
  /** Address as it was given at registration or login. */
  server: z.string().check(z.maxLength(2_000)),
});
export type Settings = z.infer<typeof Settings>;

const fileOf = (profile: Profile): string => join(profile.directory, 'profile.json');

/** Undefined when the profile was never used. Rejects with `E_STORE` when the file is damaged. */
export async function readSettings(profile: Profile): Promise<Settings | undefined> {
  let text: string;
  try {
    text = await readFile(fileOf(profile), 'utf8');
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) return undefined;
    throw new SealchartError('E_STORE', { detail: `${fileOf(profile)} cannot be read`, cause });
  }
  try {
    return z.parse(Settings, JSON.parse(text));
  } catch (cause) {
    throw new SealchartError('E_STORE', { detail: `${fileOf(profile)} is damaged`, cause });
  }
}

/** Writes the whole file or nothing. */
export async function writeSettings(profile: Profile, settings: Settings): Promise<void> {
  const file = fileOf(profile);
  try {
    await writeFile(`${file}.new`, `${JSON.stringify(settings)}\n`, { mode: 0o600, flush: true });
    await rename(`${file}.new`, file);
  } catch (cause) {
    throw new SealchartError('E_STORE', { detail: `${file} cannot be written`, cause });
  }
}
