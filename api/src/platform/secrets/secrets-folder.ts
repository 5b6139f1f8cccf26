import { createHmac, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SealchartError } from '@sealchart/protocol';
import type { Secrets } from './secrets.ts';

/** One file each: 32 bytes as base64url and a line feed. */
const FILES = ['pepper', 'cookie-key', 'enumeration-key', 'log-key'] as const;
type SecretFile = (typeof FILES)[number];

const OCTETS = 32;
/** Random bytes hardly ever repeat: 32 of them practically never have fewer distinct values; `aaaa...` and its like always do. */
const LEAST_DISTINCT = 16;
/** DER before the raw private key (RFC 8410 section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Reads the secrets of an instance that exists. Throws `E_SECRETS`, naming every file that is missing, damaged or a placeholder;
 * makes nothing, since new secrets would lock out everybody for good.
 */
export async function readSecrets(folder: string): Promise<Secrets> {
  const found = await Promise.all(FILES.map(async (name) => ({ name, bytes: await readSecret(join(folder, name)) })));
  const bad = found.filter(({ bytes }) => bytes === undefined).map(({ name }) => name);
  if (bad.length > 0) {
    throw new SealchartError('E_SECRETS', {
      detail: bad.join(', '),
      issues: bad.map((name) => ({ path: name, message: `missing, damaged or a placeholder in the folder that SECRETS_DIR names` })),
    });
  }
  return toSecrets(new Map(found.map(({ name, bytes }) => [name, bytes ?? Buffer.alloc(0)])));
}

/**
 * Makes the secrets that are not there yet, for a first start, and reads all. Several servers on one folder may do so at once:
 * each file is made once. Throws `E_SECRETS` where the folder cannot be written or holds something that is no secret.
 */
export async function makeSecrets(folder: string): Promise<Secrets> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of FILES) await makeSecret(folder, name);
    await syncFolder(folder);
  } catch (cause) {
    throw new SealchartError('E_SECRETS', {
      issues: [{ path: 'SECRETS_DIR', message: 'the folder cannot be made or written' }],
      cause,
    });
  }
  return readSecrets(folder);
}

/** Written whole beside its place, then linked there: a power cut leaves no half secret, and nobody's secret is replaced. */
async function makeSecret(folder: string, name: SecretFile): Promise<void> {
  const draft = join(folder, `.${name}.${randomBytes(8).toString('hex')}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(OCTETS).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, join(folder, name));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The new names themselves must survive a power cut. Windows cannot open folders, and needs it not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readSecret(path: string): Promise<Buffer | undefined> {
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

function toSecrets(files: ReadonlyMap<SecretFile, Buffer>): Secrets {
  const bytesOf = (name: SecretFile): Buffer => files.get(name) ?? Buffer.alloc(0);
  const logKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, bytesOf('log-key')]), format: 'der', type: 'pkcs8' });
  const all = Buffer.concat(FILES.map(bytesOf));
  return Object.freeze({
    pepper: bytesOf('pepper'),
    cookieKey: bytesOf('cookie-key'),
    enumerationKey: bytesOf('enumeration-key'),
    logKey,
    logPublicKey: createPublicKey(logKey).export({ format: 'jwk' }).x ?? '',
    check: createHmac('sha256', all).update('sealchart/v1/secrets-check').digest('base64url'),
  });
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}
