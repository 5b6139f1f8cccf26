import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import { pepperOf } from './peppers.ts';
import { draftOf, linkSecretFile, makeSecretBytes, readSecretFile, syncFolder, writeSecretFile } from './secret-file.ts';
import { pepperFile, readSecrets } from './secrets-folder.ts';

/** A pepper that was replaced. */
export interface PepperRotation {
  /** Id of the new one, which new hashes are made with from the next start on. */
  readonly id: string;
  /** Id of the one before, kept as `pepper-<id>`: it is needed until nobody's login hash was made with it. */
  readonly formerId: string;
}

/**
 * Puts a new pepper in place of the current one. Both get names of their own, durably, before the name `pepper` passes from one to the
 * other at once: whenever this is cut short, and however many do it at the same time, no pepper that any account was hashed with is lost.
 * Throws `E_SECRETS` where the folder is not that of an instance or cannot be written; the current pepper stays then.
 */
export async function rotatePepper(folder: string): Promise<PepperRotation> {
  const former = (await readSecrets(folder)).peppers.current;
  const next = pepperOf(makeSecretBytes());
  const draft = draftOf(folder, 'pepper');
  try {
    await writeSecretFile(folder, pepperFile(former.id), former.key);
    await writeSecretFile(folder, pepperFile(next.id), next.key);
    await requireKept(folder, former.id);
    await syncFolder(folder);
    await linkSecretFile(join(folder, pepperFile(next.id)), draft);
    await rename(draft, join(folder, 'pepper'));
    await syncFolder(folder);
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    const message = 'the folder cannot be written: the pepper stays as it was';
    throw new SealchartError('E_SECRETS', { issues: [{ path: 'SECRETS_DIR', message }], cause });
  } finally {
    await rm(draft, { force: true });
  }
  return { id: next.id, formerId: former.id };
}

/** A file of that name may have been there before, and be damaged. */
async function requireKept(folder: string, id: string): Promise<void> {
  const key = await readSecretFile(join(folder, pepperFile(id)));
  if (key && pepperOf(key).id === id) return;
  const issue = { path: pepperFile(id), message: 'is damaged: move it away and try again; the pepper stays as it was' };
  throw new SealchartError('E_SECRETS', { issues: [issue] });
}
