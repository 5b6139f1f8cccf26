import { SealchartError } from '@sealchart/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { TlsFiles } from '../config/app-config.ts';
import type { Certificate } from './certificate.ts';
import { readCertificate, warningsOf } from './certificate.ts';
import type { TlsServer } from './tls-server.ts';

/** A renewed certificate is served this much later, at most; two small files cost nothing to read. */
const LOOK_MS = 5_000;

export interface WatchOptions {
  readonly server: TlsServer;
  readonly files: TlsFiles;
  /** The one that is served. */
  readonly certificate: Certificate;
  /** Whom it should be made out to. */
  readonly host: string;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  readonly everyMs?: number;
}

/**
 * Serves what certbot, Kubernetes or a person puts into the two files, until the server closes.
 *
 * [Note: Renewed certificates] The files are read, not watched: in place, by rename or by a link that is set anew, what counts is what stands
 * in them. Two files cannot change at once, so a pair that does not fit is looked at once more before it is called broken;
 * until it is right, the former one stays.
 *
 * Gives the look itself, for who does not want to wait for the next one.
 */
export function watchCertificate({ server, files, certificate, host, log, everyMs = LOOK_MS }: WatchOptions): () => Promise<void> {
  let served = certificate;
  let doubted: string | undefined;
  let told: string | undefined;
  const look = async (): Promise<void> => {
    const found = await readCertificate(files).catch(problemOf);
    if (typeof found === 'string') {
      const isSettled = found === doubted;
      doubted = found;
      if (!isSettled || found === told) return;
      told = found;
      log.error(`TLS: the files hold no certificate that can be served, the former one stays: ${found}`);
      return;
    }
    doubted = told = undefined;
    if (found.cert === served.cert && found.key === served.key) return;
    server.present(found);
    served = found;
    log.info(`TLS: a new certificate is served, valid until ${found.leaf.validToDate.toISOString()}`);
    for (const warning of warningsOf(found, host, new Date())) log.warn(`TLS: look at the certificate: ${warning}`);
  };
  let isClosed = false;
  let next: NodeJS.Timeout;
  const wait = (): void => {
    if (!isClosed) next = setTimeout(() => void look().finally(wait), everyMs).unref();
  };
  wait();
  server.once('close', () => {
    isClosed = true;
    clearTimeout(next);
  });
  return look;
}

function problemOf(error: unknown): string {
  return error instanceof SealchartError ? error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') : String(error);
}
