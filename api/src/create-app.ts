import 'reflect-metadata';
import type { Writable } from 'node:stream';
import cookies from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { REQUEST_BYTES } from '@sealchart/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppModule } from './app.module.ts';
import { HeavyRequests } from './access/heavy-requests.ts';
import { answerPlainHttp, guardHosts } from './modules/instance/host-gate.ts';
import type { AppConfig } from './platform/config/app-config.ts';
import { connectDatabases } from './platform/database/connections.ts';
import { limitBodies } from './platform/http/bodies.ts';
import { refuseConnection } from './platform/http/client-error.ts';
import { cleanForwarded } from './platform/http/forwarded.ts';
import { NestLogger } from './platform/http/nest-logger.ts';
import { OpenApi } from './platform/http/openapi.ts';
import { sendProblem, toRefusal } from './platform/http/problem.ts';
import { logRequests, loggingOptions } from './platform/http/request-log.ts';
import { setSecurityHeaders } from './platform/http/security-headers.ts';
import { serveWeb } from './platform/http/static-web.ts';
import { ServerAddress, isOpenedOverTls } from './platform/http/server-address.ts';
import { openInstance } from './platform/instance/open-instance.ts';
import type { Certificate } from './platform/tls/certificate.ts';
import { readCertificate } from './platform/tls/certificate.ts';
import { keepCertificate, tlsOptions } from './platform/tls/tls-options.ts';

/** A client may take this long to send one request: the largest body over half a megabit a second. */
const REQUEST_TIMEOUT_MS = 300_000;
/** A connection on which nothing moves for so long is closed: whoever does not take an answer keeps it in memory. */
const IDLE_MS = 120_000;
/** Characters of a route parameter: an id has 26. */
const PARAM_CHARACTERS = 100;

/**
 * Builds the server: connects both databases, opens or sets up the instance, wires all modules. The application is ready to
 * `listen` or `inject`; `close` ends it with its connections. Throws `E_DATABASE`, `E_CONFIG`, `E_SECRETS` or `E_DATA_NEWER` where
 * it cannot start, and leaves nothing open then. Log lines go to `log`, standard output by default.
 */
export async function createApp(config: AppConfig, { log }: { readonly log?: Writable } = {}): Promise<NestFastifyApplication> {
  const certificate = config.tls && (await readCertificate(config.tls));
  const connections = await connectDatabases(config);
  try {
    const opened = await openInstance(config, connections);
    const address = (): string => app.get(ServerAddress).url;
    const adapter = adapterOf(config, { log, certificate, address });
    const fastify = adapter.getInstance<FastifyInstance>();
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config, connections, opened), adapter, {
      bodyParser: false,
      abortOnError: false,
      logger: new NestLogger(fastify.log),
    });
    guardHosts(fastify, () => ({ realm: opened.instance.realm, address: address(), isSecure: isOpenedOverTls(config) }));
    guardBodies(fastify, () => app.get(HeavyRequests));
    if (config.webDir !== undefined) await serveWeb(fastify, config.webDir);
    app.setGlobalPrefix('v1', { exclude: ['', 'health', 'ready', 'docs', 'sealchart.css', 'v1/openapi.json'] });
    app.get(OpenApi).attach(app);
    await app.init();
    await fastify.ready();
    if (certificate) keepCertificate(config, fastify, certificate);
    return app;
  } catch (error) {
    await Promise.all([connections.accounts.close(), connections.records.close()]);
    throw error;
  }
}

interface AdapterParts {
  readonly log: Writable | undefined;
  readonly certificate: Certificate | undefined;
  /** Asked only when a request is there. */
  readonly address: () => string;
}

/** Named ones alone: any proxy's word would let clients choose the address that their tries are counted under. */
function proxiesOf({ trustedProxies }: AppConfig): string[] | false {
  return trustedProxies.length > 0 && [...trustedProxies];
}

function adapterOf(config: AppConfig, { log, certificate, address }: AdapterParts): FastifyAdapter {
  const adapter = new FastifyAdapter({
    ...loggingOptions(config, log),
    ...(certificate ? tlsOptions(certificate, answerPlainHttp(address)) : {}),
    trustProxy: proxiesOf(config),
    bodyLimit: REQUEST_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_MS,
    clientErrorHandler: refuseConnection,
    routerOptions: { maxParamLength: PARAM_CHARACTERS },
    // What is asked on an open connection while the server stops is still answered; then the connection closes.
    return503OnClosing: false,
    // Malformed addresses are refused by the router, before any hook or filter.
    frameworkErrors: (error: Error, _request: unknown, reply: FastifyReply) => {
      setSecurityHeaders(reply, isOpenedOverTls(config));
      sendProblem(reply, toRefusal(error));
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  cleanForwarded(fastify);
  limitBodies(fastify);
  logRequests(fastify);
  // Cookies are read where they are asked for, not of every request.
  void fastify.register(cookies, { hook: false });
  return adapter;
}

/** The body of a request is read only after this: guards come too late for that. */
function guardBodies(fastify: FastifyInstance, heavy: () => HeavyRequests): void {
  fastify.addHook('onRequest', async (request, reply) => {
    try {
      await heavy().admit(request, reply);
    } catch (error) {
      sendProblem(reply, toRefusal(error));
      return reply;
    }
    return undefined;
  });
}
