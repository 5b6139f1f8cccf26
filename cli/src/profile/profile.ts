import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import type { Host } from '../host/host.ts';

/** One account on this device: a folder of its own, which only this user can enter. */
export interface Profile {
  readonly name: string;
  readonly directory: string;
}

export const DEFAULT_PROFILE = 'default';

/** Becomes the name of a folder. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;

const OTHERS = 0o077;

/** The profile that the option, else the environment, else nobody names. Throws `E_USAGE` for a name that is none. */
export function selectProfile(host: Host, option: string | undefined): Profile {
  const name = option ?? host.environment.profile ?? DEFAULT_PROFILE;
  if (!NAME.test(name)) {
    throw new SealchartError('E_USAGE', {
      detail: 'a profile is named with at most 32 small letters, digits, - and _, the first a letter or digit',
    });
  }
  return { name, directory: join(host.environment.profiles, name) };
}

/**
 * Makes the profile's folder, or checks that it is this user's alone. Rejects with `E_STORE` when it belongs to
 * another user, is no folder, or cannot be made.
 */
export async function prepareProfile(profile: Profile, host: Host): Promise<void> {
  try {
    await mkdir(host.environment.profiles, { recursive: true, mode: 0o700 });
    await mkdir(profile.directory, { recursive: true, mode: 0o700 });
    const found = await lstat(profile.directory);
    if (!found.isDirectory()) throw new SealchartError('E_STORE', { detail: `${profile.directory} is no folder` });
    if (host.userId === undefined) return;
    if (found.uid !== host.userId) throw new SealchartError('E_STORE', { detail: `${profile.directory} belongs to another user` });
    if ((found.mode & OTHERS) !== 0) await chmod(profile.directory, 0o700);
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw new SealchartError('E_STORE', { detail: `${profile.directory} cannot be made or entered`, cause });
  }
}

/** Removes everything of the profile from this device. */
export async function removeProfile(profile: Profile): Promise<void> {
  try {
    await rm(profile.directory, { recursive: true, force: true });
  } catch (cause) {
    throw new SealchartError('E_STORE', { detail: `${profile.directory} cannot be removed`, cause });
  }
}
