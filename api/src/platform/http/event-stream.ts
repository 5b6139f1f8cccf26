import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { EVENT_STREAM_TYPE } from './answers.ts';

/** Milliseconds after which a client that lost its stream is asked to come back; clients may choose better. */
const RETRY_MS = 5_000;

/** Milliseconds that a client has for the last bytes of a stream that ends. */
const END_MS = 1_000;

/** One event without data: its name and how far the client is when it has acted on it. */
export interface StreamEvent {
  readonly name: string;
  readonly id: number;
}

/**
 * An answer that stays open and says one thing after the other, as server-sent events (HTML section 9.2). At most one event is on its
 * way and one more waits: while the client reads nothing, a newer event takes the place of the one that waits, so that no client,
 * however slow, takes more memory than any other.
 */
export class EventStream {
  readonly #raw: ServerResponse;
  #waiting: StreamEvent | undefined;
  /** Since when something written has not reached the system's socket; milliseconds of a clock that only runs forward. */
  #unsentSince: number | undefined;

  private constructor(raw: ServerResponse, onClose: () => void) {
    this.#raw = raw;
    // A client that goes away is no fault.
    raw.on('error', () => undefined);
    raw.once('close', onClose);
  }

  /** Takes the reply over from Fastify and sends its head at once. `onClose` is called once, whoever ends it and however. */
  static open(reply: FastifyReply, onClose: () => void): EventStream {
    const headers = {
      ...reply.getHeaders(),
      'content-type': `${EVENT_STREAM_TYPE}; charset=utf-8`,
      // Proxies that gather an answer before they hand it on would gather this one for ever.
      'x-accel-buffering': 'no',
    };
    reply.hijack();
    return EventStream.start(reply.raw, headers, onClose);
  }

  /** The same on a bare answer of Node. */
  static start(
    raw: ServerResponse,
    headers: Readonly<Record<string, string | string[] | number | undefined>>,
    onClose: () => void,
  ): EventStream {
    const stream = new EventStream(raw, onClose);
    raw.writeHead(200, headers);
    stream.#write(`retry: ${RETRY_MS}\n\n`);
    // Gone before it began: nobody else tells.
    if (raw.destroyed) queueMicrotask(onClose);
    return stream;
  }

  /** Milliseconds that the client has taken nothing although something was there for it; 0 while it follows. */
  get stuckMs(): number {
    return this.#unsentSince === undefined ? 0 : performance.now() - this.#unsentSince;
  }

  /** Says an event, now or as soon as the client has taken the one before. */
  say(event: StreamEvent): void {
    if (this.#unsentSince === undefined) this.#write(textOf(event));
    else this.#waiting = event;
  }

  /** A line that says nothing: keeps proxies from closing the connection, and tells the client that it is still there. */
  beat(): void {
    if (this.#unsentSince === undefined) this.#write(':\n\n');
  }

  /** Ends it; a client that takes nothing is cut off a moment later, because it would never see the end. */
  end(): void {
    this.#waiting = undefined;
    this.#raw.end();
    if (this.#unsentSince !== undefined) setTimeout(() => this.#raw.destroy(), END_MS).unref();
  }

  #write(text: string): void {
    if (this.#raw.writableEnded || this.#raw.destroyed) return;
    this.#unsentSince = performance.now();
    this.#raw.write(text, () => {
      this.#unsentSince = undefined;
      const event = this.#waiting;
      this.#waiting = undefined;
      if (event) this.#write(textOf(event));
    });
  }
}

function textOf({ name, id }: StreamEvent): string {
  return `id: ${id}\nevent: ${name}\ndata:\n\n`;
}
