import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './certificate.ts';

/** What opens every connection of TLS: a record of the handshake (RFC 8446 section 5.1). */
const HANDSHAKE = 0x16;

/** Whoever says nothing, does not finish the handshake, or speaks plain HTTP, has this long. */
const PATIENCE_MS = 10_000;

export interface TlsServerOptions {
  /** Answers who speaks plain HTTP. */
  readonly plain: RequestListener;
  readonly patienceMs?: number;
}

/**
 * The suites of TLS 1.3, and of TLS 1.2 those with forward secrecy and authenticated encryption (RFC 9325 section 4.2): whoever gets hold
 * of the key later reads nothing of what was recorded before. In the server's order.
 */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/** Of TLS nothing older is left that is safe. */
const settingsOf = ({ cert, key }: Certificate) => ({
  cert,
  key,
  minVersion: 'TLSv1.2' as const,
  ciphers: CIPHERS,
  honorCipherOrder: true,
});

/**
 * A server that speaks HTTPS. Whoever speaks plain HTTP to it is answered by `plain`, in plain HTTP: a connection that is just
 * cut tells nobody what to do.
 */
export class TlsServer extends HttpsServer {
  readonly #plain: Server;
  readonly #patienceMs: number;
  /** Connections below TLS; those that have not greeted yet. */
  readonly #open = new Set<Socket>();
  readonly #silent = new Set<Socket>();

  constructor(certificate: Certificate, handler: RequestListener, { plain, patienceMs = PATIENCE_MS }: TlsServerOptions) {
    super({ ...settingsOf(certificate), handshakeTimeout: patienceMs }, handler);
    this.#plain = createServer(plain);
    this.#patienceMs = patienceMs;
    const secured = this.listeners('connection') as ((socket: Socket) => void)[];
    this.removeAllListeners('connection');
    this.on('connection', (socket: Duplex) => this.#greet(socket as Socket, secured));
  }

  /** New connections get this certificate; those that are open go on under theirs. */
  present(certificate: Certificate): void {
    this.setSecureContext(settingsOf(certificate));
  }

  override closeIdleConnections(): void {
    super.closeIdleConnections();
    for (const socket of this.#silent) socket.destroy();
  }

  /** Those in the middle of a handshake, too: they belong to no request yet. */
  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const socket of this.#open) socket.destroy();
  }

  /** Waits for the first byte, and hands the connection to whom it is for. */
  #greet(socket: Socket, secured: readonly ((socket: Socket) => void)[]): void {
    this.#open.add(socket);
    this.#silent.add(socket);
    const leave = (): void => void socket.destroy();
    const end = setTimeout(leave, this.#patienceMs).unref();
    const sort = (): void => {
      const first = socket.read(1) as Buffer | null;
      // Also called at the end of a connection that never said anything.
      if (first === null) return;
      socket.off('readable', sort).off('end', leave);
      this.#silent.delete(socket);
      socket.unshift(first);
      if (first[0] !== HANDSHAKE) return void this.#plain.emit('connection', socket);
      clearTimeout(end);
      for (const listener of secured) listener.call(this, socket);
    };
    // Without a listener for errors the end of one connection would be the end of the process.
    socket.on('readable', sort).on('end', leave).on('error', leave);
    socket.once('close', () => {
      clearTimeout(end);
      this.#open.delete(socket);
      this.#silent.delete(socket);
    });
  }
}
