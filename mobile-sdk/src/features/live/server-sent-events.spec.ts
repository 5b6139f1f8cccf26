import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ServerSentEvent } from './server-sent-events.ts';
import { readEvents } from './server-sent-events.ts';

async function* pieces(parts: readonly string[]): AsyncGenerator<string, void, void> {
  yield* parts;
}
const readAll = async (body: AsyncIterable<string>): Promise<ServerSentEvent[]> => {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
};
const read = (...parts: string[]): Promise<ServerSentEvent[]> => readAll(pieces(parts));

const TEXT = 'retry: 5000\n\nid: 2\nevent: more\ndata:\n\n:\n\nid:3\r\nevent:more\r\ndata: x\r\n\r\nid: 4\revent: more\rdata\r\r';
const EVENTS = ['2', '3', '4'].map((id) => ({ name: 'more', id }));

describe('server-sent events', () => {
  it('are read, however their lines end', async () => {
    expect(await read(TEXT)).toEqual(EVENTS);
  });

  it('are read, wherever the pieces are cut', async () => {
    const cuts = fc.uniqueArray(fc.nat(TEXT.length));
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const sorted = [0, ...at.toSorted((a, b) => a - b), TEXT.length];
        expect(await read(...sorted.slice(1).map((end, i) => TEXT.slice(sorted[i], end)))).toEqual(EVENTS);
      }),
    );
  });

  it.each([
    ['a comment', ': still here\n\n', []],
    ['an event without data', 'event: more\nid: 1\n\n', []],
    ['an unfinished event', 'id: 1\nevent: more\ndata:\n', []],
    ['an event without name', 'data: x\n\n', [{ name: 'message', id: undefined }]],
    ['fields of nobody', 'more: 1\nprice: 2\nid: 7\nevent: other\ndata:\n\n', [{ name: 'other', id: '7' }]],
    ['an id that is no number', 'id: x\nevent: more\ndata:\n\n', [{ name: 'more', id: 'x' }]],
    ['nothing', '', []],
  ])('that are %s', async (_, text, events) => {
    expect(await read(text)).toEqual(events);
  });

  it('take no room for a line without end', async () => {
    let sent = 0;
    const endless = async function* (): AsyncGenerator<string, void, void> {
      for (;;) {
        sent += 1;
        yield 'x'.repeat(1_000);
      }
    };
    await expect(readAll(endless())).rejects.toMatchObject({ code: 'E_ANSWER' });
    expect(sent).toBeLessThan(10);
    await expect(read(`data: ${'x'.repeat(5_000)}\n\n`)).rejects.toMatchObject({ code: 'E_ANSWER' });
  });
});
