import type { RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../config/app-config.ts';
import { LOCAL_REALM } from '../instance/realm.ts';
import { watchCertificate } from './certificate-watch.ts';
import type { Certificate } from './certificate.ts';
import { warningsOf } from './certificate.ts';
import { TlsServer } from './tls-server.ts';

/** What Fastify is to be made with so that it serves HTTPS; `plain` answers whoever speaks plain HTTP to it. */
export function tlsOptions(certificate: Certificate, plain: RequestListener) {
  return {
    https: {},
    // A server of our own: that of Fastify has one certificate for ever.
    serverFactory: (handler: RequestListener, times: Record<string, unknown>): TlsServer => {
      const server = new TlsServer(certificate, handler, { plain });
      server.keepAliveTimeout = Number(times['keepAliveTimeout']);
      server.requestTimeout = Number(times['requestTimeout']);
      server.setTimeout(Number(times['connectionTimeout']));
      return server;
    },
  };
}

/** Tells what an operator should know of the certificate, and serves the ones that come after it. */
export function keepCertificate({ tls, publicUrl }: AppConfig, { server, log }: FastifyInstance, certificate: Certificate): void {
  if (!tls || !(server instanceof TlsServer)) return;
  const host = publicUrl === undefined ? LOCAL_REALM : new URL(publicUrl).hostname;
  for (const warning of warningsOf(certificate, host, new Date())) log.warn(`TLS: look at the certificate: ${warning}`);
  server.once('listening', () => void watchCertificate({ server, files: tls, certificate, host, log }));
}
