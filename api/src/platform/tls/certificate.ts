import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Issue } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { TlsFiles } from '../config/app-config.ts';

/** A certificate chain and its key, which fit each other and which TLS accepts. */
export interface Certificate {
  /** PEM, as it stands in the files. */
  readonly cert: string;
  readonly key: string;
  /** The server's own one, first in the chain. */
  readonly leaf: X509Certificate;
}

/** Reads certificate and key. Throws `E_CONFIG` with an issue for each setting that names what cannot be used; never a byte of the key. */
export async function readCertificate(files: TlsFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([read('TLS_CERT_FILE', files.certFile), read('TLS_KEY_FILE', files.keyFile)]);
  const issues = [cert, key].flatMap((part) => (typeof part === 'string' ? [] : [part]));
  if (typeof cert !== 'string' || typeof key !== 'string') throw refusal(issues);
  return checkPair(cert, key);
}

/** What an operator should know of a certificate that can be used nevertheless; empty where all is well. `host` is the one it is for. */
export function warningsOf({ leaf }: Certificate, host: string, now: Date): readonly string[] {
  return [
    ...(leaf.validToDate < now ? [`it expired on ${leaf.validToDate.toISOString()}`] : []),
    ...(leaf.validFromDate > now ? [`it is not valid before ${leaf.validFromDate.toISOString()}`] : []),
    ...(leaf.checkHost(host, { subject: 'never' }) === undefined ? [`it is not made out to ${host}`] : []),
  ];
}

function checkPair(cert: string, key: string): Certificate {
  const leaf = attempt(() => new X509Certificate(cert));
  const privateKey = attempt(() => createPrivateKey(key));
  if (leaf instanceof Error || privateKey instanceof Error) {
    throw refusal([
      ...(leaf instanceof Error ? [issueOf('TLS_CERT_FILE', 'must hold a certificate in PEM form (-----BEGIN CERTIFICATE-----)')] : []),
      ...(privateKey instanceof Error ? [issueOf('TLS_KEY_FILE', reasonOfKey(key))] : []),
    ]);
  }
  if (!leaf.checkPrivateKey(privateKey)) {
    throw refusal([issueOf('TLS_KEY_FILE', 'must hold the key of the first certificate in TLS_CERT_FILE; this one belongs to another')]);
  }
  const context = attempt(() => createSecureContext({ cert, key }));
  if (context instanceof Error) {
    throw refusal([issueOf('TLS_CERT_FILE', `must hold a certificate that TLS accepts; it says ${codeOf(context)}`)]);
  }
  return { cert, key, leaf };
}

/** The text of a file, or what is wrong with it. */
async function read(path: 'TLS_CERT_FILE' | 'TLS_KEY_FILE', file: string): Promise<string | Issue> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    return issueOf(path, READ_REASONS[codeOf(error)] ?? `must name a file that can be read; the system says ${codeOf(error)}`);
  }
}

const READ_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'must name a file that exists; there is none',
  ENOTDIR: 'must name a file that exists; there is none',
  EISDIR: 'must name a file; it is a folder',
  EACCES: 'must name a file that the user of the server may read; it may not',
};

function reasonOfKey(key: string): string {
  return /^-----BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(key)
    ? 'must hold a key without a passphrase, which the user of the server alone may read; this one asks for a passphrase'
    : 'must hold a private key in PEM form (-----BEGIN PRIVATE KEY-----)';
}

function attempt<T extends object>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'nothing more';
}

const issueOf = (path: string, message: string): Issue => ({ path, message });

function refusal(issues: readonly Issue[]): SealchartError {
  return new SealchartError('E_CONFIG', { detail: issues.map(({ path }) => path).join(', '), issues });
}
