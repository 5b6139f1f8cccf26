import { Injectable, Res } from '@nestjs/common';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { fromInstant } from '@sealchart/protocol';
import { Clock } from '../platform/clock.ts';
import { ServerAddress } from '../platform/http/server-address.ts';
import { DEVICE_DAYS } from './known-device.ts';

const SESSION = 'sealchart-session';
const DEVICE = 'sealchart-device';
const DAY_SECONDS = 86_400;

/**
 * The answer of a route that gives or takes away cookies. Not a parameter decorator of our own: what those give is awaited, and an
 * answer of Fastify is a promise that resolves once it was sent.
 */
export const CookieReply = (): ParameterDecorator => Res({ passthrough: true });

/**
 * The two cookies of a browser: no script reads them, no other site's page sends them. Over https their names begin with `__Host-`, so
 * that no other host and no page without TLS can plant one.
 */
@Injectable()
export class SessionCookies {
  constructor(
    private readonly address: ServerAddress,
    private readonly clock: Clock,
  ) {}

  /** The session's token that a request carries; undefined without. */
  sessionOf(request: FastifyRequest): string | undefined {
    return this.#read(request, SESSION);
  }

  /** The device's token that a request carries; undefined without. */
  deviceOf(request: FastifyRequest): string | undefined {
    return this.#read(request, DEVICE);
  }

  /** Hands a browser its session, until the session's absolute end. */
  giveSession(reply: FastifyReply, { token, expiresAt }: { readonly token: string; readonly expiresAt: string }): void {
    const seconds = Math.max(0, Math.floor((fromInstant(expiresAt) - this.clock.now()) / 1_000));
    this.#write(reply, SESSION, { value: token, seconds });
  }

  /** Hands a browser the token by which it is known at later logins. */
  giveDevice(reply: FastifyReply, token: string): void {
    this.#write(reply, DEVICE, { value: token, seconds: DEVICE_DAYS * DAY_SECONDS });
  }

  /** Takes the session out of the browser. The device stays known. */
  clearSession(reply: FastifyReply): void {
    this.#write(reply, SESSION, { value: '', seconds: 0 });
  }

  get #isSecure(): boolean {
    return this.address.url.startsWith('https://');
  }

  #nameOf(name: string): string {
    return this.#isSecure ? `__Host-${name}` : name;
  }

  #read({ headers, server }: FastifyRequest, name: string): string | undefined {
    if (headers.cookie === undefined) return undefined;
    const value = server.parseCookie(headers.cookie)[this.#nameOf(name)];
    return value === '' ? undefined : value;
  }

  #write(reply: FastifyReply, name: string, { value, seconds }: { readonly value: string; readonly seconds: number }): void {
    const options: CookieSerializeOptions = { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#isSecure, maxAge: seconds };
    void reply.setCookie(this.#nameOf(name), value, options);
  }
}
