import { createHmac, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import type { Pepper } from './peppers.ts';
import { Peppers, isPepperId, pepperOf } from './peppers.ts';
import { makeSecretBytes, readSecretFile, syncFolder, writeSecretFile } from './secret-file.ts';
import type { Secrets } from './secrets.ts';

/** One file each: 32 bytes as base64url and a line feed. Former peppers lie beside them as `pepper-<id>`. */
const FILES = ['pepper', 'enumeration-key', 'log-key'] as const;
type SecretFile = (typeof FILES)[number];

/** DER before the raw private key (RFC 8410 section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Reads the secrets of an instance that exists. Throws `E_SECRETS`, naming every file that is missing, damaged or a placeholder;
 * makes nothing, since new secrets would lock out everybody for good. Damaged former peppers are left out: only the accounts tell
 * whether anybody needs them.
 */
export async function readSecrets(folder: string): Promise<Secrets> {
  const found = await Promise.all(FILES.map(async (name) => ({ name, bytes: await readSecretFile(join(folder, name)) })));
  const bad = found.filter(({ bytes }) => bytes === undefined).map(({ name }) => name);
  if (bad.length > 0) {
    throw new SealchartError('E_SECRETS', {
      detail: bad.join(', '),
      issues: bad.map((name) => ({ path: name, message: `missing, damaged or a placeholder in the folder that SECRETS_DIR names` })),
    });
  }
  return toSecrets(folder, new Map(found.map(({ name, bytes }) => [name, bytes ?? Buffer.alloc(0)])));
}

/**
 * Makes the secrets that are not there yet, for a first start, and reads all. Several servers on one folder may do so at once:
 * each file is made once. Throws `E_SECRETS` where the folder cannot be written or holds something that is no secret.
 */
export async function makeSecrets(folder: string): Promise<Secrets> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of FILES) await writeSecretFile(folder, name, makeSecretBytes());
    await syncFolder(folder);
  } catch (cause) {
    throw new SealchartError('E_SECRETS', {
      issues: [{ path: 'SECRETS_DIR', message: 'the folder cannot be made or written' }],
      cause,
    });
  }
  return readSecrets(folder);
}

/** Name of the file of a pepper that is not the current one. */
export function pepperFile(id: string): string {
  return `pepper-${id}`;
}

/** A pepper under its own name; undefined unless the file holds that very one. */
async function readPepper(folder: string, id: string): Promise<Pepper | undefined> {
  const key = isPepperId(id) ? await readSecretFile(join(folder, pepperFile(id))) : undefined;
  const pepper = key && pepperOf(key);
  return pepper?.id === id ? pepper : undefined;
}

async function readPeppers(folder: string, current: Buffer): Promise<Peppers> {
  const look = (id: string): Promise<Pepper | undefined> => readPepper(folder, id);
  const ids = (await readdir(folder)).flatMap((name) => /^pepper-(.+)$/.exec(name)?.[1] ?? []);
  const former = await Promise.all(ids.sort().map(look));
  return new Peppers(
    pepperOf(current),
    former.filter((pepper) => pepper !== undefined),
    look,
  );
}

async function toSecrets(folder: string, files: ReadonlyMap<SecretFile, Buffer>): Promise<Secrets> {
  const bytesOf = (name: SecretFile): Buffer => files.get(name) ?? Buffer.alloc(0);
  const logKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, bytesOf('log-key')]), format: 'der', type: 'pkcs8' });
  const lasting = Buffer.concat([bytesOf('enumeration-key'), bytesOf('log-key')]);
  return Object.freeze({
    peppers: await readPeppers(folder, bytesOf('pepper')),
    enumerationKey: bytesOf('enumeration-key'),
    logKey,
    logPublicKey: createPublicKey(logKey).export({ format: 'jwk' }).x ?? '',
    check: createHmac('sha256', lasting).update('sealchart/v1/lasting-secrets-check').digest('base64url'),
  });
}
