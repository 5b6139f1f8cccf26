import { afterEach, describe, expect, it } from '@jest/globals';
import { ERRORS, SealchartError } from '@sealchart/protocol';
import type { ErrorCode } from '@sealchart/protocol';
import type { HttpResponse, HttpStream, StreamingHttpClient } from '../../ports/http-client.ts';
import { testPorts } from '../../testing/ports.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { SealedStore } from '../../store/sealed-store.ts';
import { storeCipher } from '../../store/store-cipher.ts';
import { Api } from '../../transport/api.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { OpenWatch } from './watch.ts';
import { watchFeed } from './watch.ts';

const instance = {
  instanceId: 'ins_AAAAAAAAAAAAAAAAAAAAAA',
  realm: 'localhost',
  logKey: 'A'.repeat(43),
  release: '0.1.0',
  protocol: { current: 1, oldest: 1 },
};
const MORE = (id: number | string): string => `id: ${id}\nevent: more\ndata:\n\n`;

/** A stream that says what the spec pushes, until it is closed. */
class Pushed implements HttpStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  isClosed = false;
  readonly #parts: (string | Error | undefined)[] = [];
  #wake: () => void = () => undefined;

  constructor(status = 200, headers: Readonly<Record<string, string>> = { 'content-type': 'text/event-stream; charset=utf-8' }) {
    this.status = status;
    this.headers = headers;
  }

  push(part: string | Error | undefined): this {
    this.#parts.push(part);
    this.#wake();
    return this;
  }

  close(): void {
    this.isClosed = true;
    this.#wake();
  }

  get body(): AsyncIterable<string> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<string, void, void> {
    while (!this.isClosed) {
      if (this.#parts.length === 0) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const part = this.#parts.shift();
      if (part === undefined) return;
      if (part instanceof Error) throw part;
      yield part;
    }
  }
}

function refusal(code: ErrorCode): Pushed {
  const { status = 500, title, todo } = ERRORS[code];
  const problem = { type: `urn:sealchart:error:${code}`, title, todo, status, code };
  return new Pushed(status, { 'content-type': 'application/problem+json' }).push(JSON.stringify(problem)).push(undefined);
}

/** One device and the server that it watches; waiting lasts until the spec says so. */
async function device({ streams, canStream = true }: { readonly streams?: () => Pushed | Error; readonly canStream?: boolean } = {}) {
  const asked: string[] = [];
  const opened: Pushed[] = [];
  const waits: { ms: number; end: () => void }[] = [];
  const state = { now: 0, head: (): number | ErrorCode => 0, synced: 0, calls: 0, states: [] as string[], ends: [] as string[] };
  const send = async ({ url }: { readonly url: string }): Promise<HttpResponse> => {
    asked.push(new URL(url).pathname);
    const head = state.head();
    if (typeof head === 'number') return { status: 200, headers: {}, body: JSON.stringify({ newest: head }) };
    if (head === 'E_NETWORK') throw new SealchartError('E_NETWORK');
    const { status = 500, title, todo } = ERRORS[head];
    return { status, headers: {}, body: JSON.stringify({ type: `urn:sealchart:error:${head}`, title, todo, status, code: head }) };
  };
  const http: StreamingHttpClient = {
    send,
    openStream: async ({ url }) => {
      asked.push(url.slice(url.indexOf('/v1')));
      const stream = streams?.() ?? new SealchartError('E_NETWORK');
      if (stream instanceof Error) throw stream;
      opened.push(stream);
      return stream;
    },
  };
  const clock = {
    now: () => state.now,
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        waits.push({ ms, end: () => ((state.now += ms), resolve()) });
      }),
  };
  const ports = testPorts({
    http: canStream ? http : { send },
    clock,
    store: memoryStore(),
    random: { bytes: (n) => new Uint8Array(n).fill(128) },
  });
  const key = crypto.getRandomValues(new Uint8Array(32));
  const cipher = await storeCipher(key, instance.instanceId, 'acc_AAAAAAAAAAAAAAAAAAAAAA', testPorts().random);
  const store = new SealedStore(ports.store, cipher);
  const api = new Api({ server: 'http://localhost:3000', client: { name: 'spec', version: '1' }, ports, token: 'token' });
  const context = { session: { api, ports, store } } as unknown as ElementsContext;
  const sync = (seq: number) => store.write({ put: new Map([['sync/cursor', { seq, refused: [] }]]) });
  const watch = (onMore: () => Promise<void> | void = () => undefined): OpenWatch => {
    const made = watchFeed(context, {
      onMore: () => {
        state.calls += 1;
        return onMore();
      },
      onState: (s) => void state.states.push(s),
      onEnd: ({ code }) => void state.ends.push(code),
    });
    watches.push(made);
    return made;
  };
  /** Ends the wait that everything stands in; gives how long it would have lasted. */
  const next = async (): Promise<number> => {
    await until(() => waits.length > 0);
    const wait = waits.shift();
    wait?.end();
    return wait?.ms ?? 0;
  };
  return { asked, opened, waits, state, store, sync, watch, next };
}
const watches: OpenWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) watch.end(new SealchartError('E_LOCKED'));
});
const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so after five seconds: ${String(isSo)}`);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
};

describe('a watch with a stream', () => {
  it('calls for each event, begins where this device is, and ends when it is stopped', async () => {
    const { asked, opened, state, sync, watch } = await device({ streams: () => new Pushed() });
    await sync(7);
    const watching = watch();
    await until(() => state.states.includes('live'));
    expect(asked).toEqual(['/v1/feeds/live?after=7']);
    opened[0]?.push(':\n\n').push('event: other\ndata:\n\n').push(MORE(8));
    await until(() => state.calls === 1);
    opened[0]?.push(MORE(9));
    await until(() => state.calls === 2);
    await watching.stop();
    opened[0]?.push(MORE(10));
    expect([opened[0]?.isClosed, state.calls, state.states, state.ends]).toEqual([true, 2, ['live'], []]);
  });

  it('calls once at a time, and once more for all that came meanwhile', async () => {
    const { opened, state, watch } = await device({ streams: () => new Pushed() });
    const goes: (() => void)[] = [];
    let running = 0;
    watch(async () => {
      running += 1;
      expect(running).toBe(1);
      await new Promise<void>((resolve) => void goes.push(resolve));
      running -= 1;
    });
    await until(() => opened.length === 1);
    for (let id = 1; id <= 50; id += 1) opened[0]?.push(MORE(id));
    await until(() => state.calls === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    goes.shift()?.();
    await until(() => state.calls === 2);
    goes.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(state.calls).toBe(2);
  });

  it('waits a second between calls when a stream says without end that there is more', async () => {
    const { opened, waits, state, watch, next } = await device({ streams: () => new Pushed() });
    watch();
    await until(() => opened.length === 1);
    for (let id = 1; id <= 20; id += 1) {
      opened[0]?.push(MORE(id));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until(() => waits.length === 1);
    const calls = state.calls;
    expect(calls).toBeLessThan(7);
    expect(await next()).toBeGreaterThanOrEqual(800);
    await until(() => state.calls === calls + 1);
  });

  it('does not believe an id: it says again what this device has', async () => {
    const { asked, opened, state, sync, watch, next } = await device({ streams: () => new Pushed() });
    await sync(3);
    watch();
    await until(() => opened.length === 1);
    opened[0]?.push(MORE(999_999)).push(undefined);
    await until(() => state.calls === 1);
    await next();
    await until(() => opened.length === 2);
    expect(asked).toEqual(['/v1/feeds/live?after=3', '/v1/feeds/live?after=3']);
  });

  it.each(['x', '-1', '', '1e9', '1'.repeat(30)])('takes a stream with the id "%s" for a broken one', async (id) => {
    const { opened, state, watch, next } = await device({ streams: () => new Pushed() });
    watch();
    await until(() => opened.length === 1);
    opened[0]?.push(MORE(id));
    await next();
    expect([state.calls, opened[0]?.isClosed, state.ends]).toEqual([0, true, []]);
  });

  it('waits longer after each failure, asks after three, and comes back to a stream', async () => {
    let isUp = false;
    const { asked, state, watch, next } = await device({ streams: () => (isUp ? new Pushed() : new SealchartError('E_NETWORK')) });
    watch();
    const pauses = [await next(), await next()];
    expect(pauses[0]).toBeGreaterThan(1_000);
    expect(pauses[1]).toBeGreaterThan((pauses[0] ?? 0) * 1.5);
    await until(() => state.states.includes('polling'));
    expect(asked).toEqual([...Array.from({ length: 3 }, () => '/v1/feeds/live?after=0'), '/v1/feeds/head']);
    isUp = true;
    for (let waited = 0; waited < 240_000;) {
      const ms = await next();
      expect([ms >= 24_000, ms <= 36_000]).toEqual([true, true]);
      waited += ms;
    }
    expect(state.states).toEqual(['offline', 'polling']);
    for (let i = 0; i < 5 && !state.states.includes('live'); i += 1) {
      await next();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(state.states).toEqual(['offline', 'polling', 'live']);
  });

  it.each(['E_LIMIT', 'E_NOT_FOUND'] as const)('asks where a stream is refused with %s', async (code) => {
    const { state, watch, next } = await device({ streams: () => refusal(code) });
    watch();
    for (let i = 0; i < 2; i += 1) await next();
    await until(() => state.states.length > 0);
    expect([state.states, state.ends]).toEqual([['polling'], []]);
  });

  it('takes a page in place of a stream for no stream', async () => {
    const { state, watch, next } = await device({ streams: () => new Pushed(200, { 'content-type': 'text/html' }).push(MORE(1)) });
    watch();
    for (let i = 0; i < 2; i += 1) await next();
    await until(() => state.states.includes('polling'));
    expect(state.calls).toBe(0);
  });

  it.each(['E_UNAUTHENTICATED', 'E_PROTOCOL'] as const)('ends with %s', async (code) => {
    const { asked, state, watch } = await device({ streams: () => refusal(code) });
    const watching = watch();
    await until(() => state.ends.length > 0);
    await watching.stop();
    expect([state.ends, asked.length]).toEqual([[code], 1]);
  });

  it('ends when the account is locked, and calls nobody any more', async () => {
    const { opened, state, watch } = await device({ streams: () => new Pushed() });
    const watching = watch();
    await until(() => opened.length === 1);
    watching.end(new SealchartError('E_LOCKED'));
    opened[0]?.push(MORE(1));
    await watching.stop();
    watching.end(new SealchartError('E_LOCKED'));
    expect([state.ends, state.calls, opened[0]?.isClosed]).toEqual([['E_LOCKED'], 0, true]);
  });

  it('ends by itself where the store was closed under it', async () => {
    const { opened, state, store, watch, next } = await device({ streams: () => new Pushed() });
    watch();
    await until(() => opened.length === 1);
    store.close();
    opened[0]?.push(undefined);
    await next();
    await until(() => state.ends.length > 0);
    expect(state.ends).toEqual(['E_LOCKED']);
  });
});

describe('what the host does with a call', () => {
  it('may fail for the network: it is told again', async () => {
    const { opened, state, watch, next } = await device({ streams: () => new Pushed().push(MORE(1)) });
    watch(() => {
      if (state.calls === 1) throw new SealchartError('E_NETWORK');
    });
    await until(() => state.calls === 1);
    await next();
    await until(() => state.calls === 2);
    expect([opened.length, state.ends]).toEqual([2, []]);
  });

  it.each(['E_ROLLBACK', 'E_UNAUTHENTICATED'] as const)('ends the watch with %s', async (code) => {
    const { state, watch } = await device({ streams: () => new Pushed().push(MORE(1)).push(MORE(2)) });
    watch(() => {
      throw new SealchartError(code);
    });
    await until(() => state.ends.length > 0);
    expect([state.ends, state.calls]).toEqual([[code], 1]);
  });
});

describe('a watch without streams', () => {
  it('asks every half minute, and calls where the feed is not where this device is', async () => {
    const { asked, state, sync, watch, next } = await device({ canStream: false });
    await sync(5);
    state.head = () => 5;
    watch();
    await next();
    await until(() => asked.length === 2);
    expect(state.calls).toBe(0);
    state.head = () => 6;
    await next();
    await until(() => state.calls === 1);
    await sync(6);
    await next();
    await until(() => asked.length === 4);
    // A feed that went back is news as well.
    state.head = () => 4;
    await next();
    await until(() => state.calls === 2);
    expect(state.states).toEqual(['polling']);
    expect(new Set(asked)).toEqual(new Set(['/v1/feeds/head']));
  });

  it('says when the server cannot be reached, and when it can again', async () => {
    const { state, watch, next } = await device({ canStream: false });
    watch();
    await until(() => state.states.length === 1);
    state.head = () => 'E_NETWORK';
    await next();
    await until(() => state.states.length === 2);
    state.head = () => 0;
    await next();
    await until(() => state.states.length === 3);
    expect(state.states).toEqual(['polling', 'offline', 'polling']);
  });

  it.each(['E_UNAUTHENTICATED', 'E_NOT_FOUND'] as const)('ends with %s', async (code) => {
    const { state, watch } = await device({ canStream: false });
    state.head = () => code;
    watch();
    await until(() => state.ends.length > 0);
    expect(state.ends).toEqual([code]);
  });

  it('stops at once, however long it would wait', async () => {
    const { state, waits, watch } = await device({ canStream: false });
    const watching = watch();
    await until(() => waits.length === 1);
    await watching.stop();
    expect([waits.length, state.ends]).toEqual([1, []]);
  });
});
