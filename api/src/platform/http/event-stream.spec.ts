import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStream } from './event-stream.ts';

let server: Server;
let stream: EventStream;
let raw: ServerResponse;
let answer: IncomingMessage;
let closes: number;
/** More than the sockets of both sides hold. */
let before: Buffer;
beforeEach(async () => {
  closes = 0;
  before = Buffer.alloc(0);
  server = createServer((_, response) => {
    raw = response;
    stream = EventStream.start(response, { 'content-type': 'text/event-stream' }, () => (closes += 1));
    if (before.length > 0) response.write(before);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const open = async (): Promise<void> => {
  const { port } = server.address() as AddressInfo;
  answer = await new Promise((resolve) => get({ host: '127.0.0.1', port, agent: false }, resolve));
  answer.on('error', () => undefined);
};
const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`not so after ten seconds: ${String(isSo)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
const text = (): { value: string } => {
  const all = { value: '' };
  answer.on('data', (chunk: Buffer) => (all.value = (all.value + chunk.toString('latin1')).slice(-1_000)));
  return all;
};

describe('a stream of events', () => {
  it('says one after the other', async () => {
    await open();
    const all = text();
    stream.say({ name: 'more', id: 1 });
    await until(() => stream.stuckMs === 0);
    stream.beat();
    stream.end();
    await until(() => answer.complete);
    expect(all.value).toMatch(/^retry: 5000\n\nid: 1\nevent: more\ndata:\n\n:\n\n$/);
    await until(() => closes === 1);
    stream.say({ name: 'more', id: 3 });
    stream.beat();
    stream.end();
    expect(closes).toBe(1);
  });

  it('keeps the newest event alone for a client that reads nothing', async () => {
    before = Buffer.alloc(32 * 2 ** 20, '\n');
    await open();
    answer.pause();
    stream.say({ name: 'more', id: 1 });
    await until(() => stream.stuckMs > 20);
    const held = raw.writableLength;
    for (let id = 2; id <= 10_000; id += 1) stream.say({ name: 'more', id });
    for (let i = 0; i < 1_000; i += 1) stream.beat();
    expect(raw.writableLength - held).toBeLessThan(200);
    const all = text();
    answer.resume();
    await until(() => all.value.includes('id: 10000\n'));
    const ids = [...all.value.matchAll(/^id: (\d+)/gm)].map(([, id]) => id);
    expect([ids.length <= 2, ids.at(-1)]).toEqual([true, '10000']);
    await until(() => stream.stuckMs === 0);
  });

  it('knows how long a client has taken nothing, and cuts it off', async () => {
    before = Buffer.alloc(32 * 2 ** 20, '\n');
    await open();
    answer.pause();
    stream.say({ name: 'more', id: 1 });
    await until(() => stream.stuckMs > 50);
    stream.end();
    await until(() => closes === 1);
    expect(raw.writableFinished).toBe(false);
  });

  it('is over once, when the client goes', async () => {
    await open();
    answer.destroy();
    await until(() => closes === 1);
    stream.say({ name: 'more', id: 1 });
    stream.end();
    expect(closes).toBe(1);
  });
});
