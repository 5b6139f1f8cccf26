import type { MessagePort } from 'node:worker_threads';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Endpoint } from 'comlink';
import { expose } from 'comlink';
import { gateActs } from './act-gate.ts';

const SECRET = 'kept in the worker';

const makeActs = () => ({
  greet: async (name: string) => Promise.resolve(`hello ${name}`),
  tell: async (listener: (text: string) => Promise<string>) => listener('told'),
});

const raw = (value: unknown) => ({ type: 'RAW', value });

let channel: MessageChannel;

/** What the worker answers to a message of the page, whatever that is. */
function ask(
  message: object,
  transfer: readonly MessagePort[] = [],
): Promise<{ readonly type: string; readonly name?: string; readonly value: unknown }> {
  return new Promise((resolve) => {
    channel.port2.once('message', resolve);
    channel.port2.postMessage({ id: 'asked', ...message }, transfer);
  });
}

/** As a `MessagePort` of a browser. */
beforeEach(() => {
  channel = new MessageChannel();
  const acts = makeActs();
  expose(acts, gateActs(acts, channel.port1 as unknown as Endpoint));
});
afterEach(() => channel.port2.close());

const refusal = expect.objectContaining({ type: 'HANDLER', name: 'throw', value: expect.objectContaining({ code: 'E_USAGE' }) });

describe('the gate before the acts', () => {
  it('lets an act through that is asked for by its name', async () => {
    expect(await ask({ type: 'APPLY', path: ['greet'], argumentList: [raw('Ada')] })).toMatchObject({ type: 'RAW', value: 'hello Ada' });
  });

  it('lets a callback of the page through', async () => {
    const { port1, port2 } = new MessageChannel();
    port2.on('message', ({ id }: { readonly id: string }) => port2.postMessage({ id, type: 'RAW', value: 'heard' }));
    const argumentList = [{ type: 'HANDLER', name: 'proxy', value: port1 }];
    const answer = await ask({ type: 'APPLY', path: ['tell'], argumentList }, [port1]);
    port2.close();
    expect(answer).toMatchObject({ type: 'RAW', value: 'heard' });
  });

  it.each([
    ['another act', { type: 'APPLY', path: ['forge'], argumentList: [] }],
    ['what every object inherits', { type: 'APPLY', path: ['toString'], argumentList: [] }],
    ['code of its own', { type: 'APPLY', path: ['constructor', 'constructor'], argumentList: [raw('return 1')] }],
    ['what lies behind an act', { type: 'APPLY', path: ['greet', 'call'], argumentList: [raw(null), raw('Ada')] }],
    ['an act to read', { type: 'GET', path: ['greet'] }],
    ['an object to make', { type: 'CONSTRUCT', path: ['greet', 'constructor'], argumentList: [raw('return 1')] }],
    ['a channel without a gate', { type: 'ENDPOINT', path: [] }],
    ['a name that is none', { type: 'APPLY', path: [['greet']], argumentList: [] }],
    ['an argument that throws', { type: 'APPLY', path: ['greet'], argumentList: [{ type: 'HANDLER', name: 'throw', value: {} }] }],
    ['no arguments', { type: 'APPLY', path: ['greet'] }],
    ['nothing', {}],
  ])('refuses %s', async (_, message) => {
    expect(await ask(message)).toEqual(refusal);
  });

  it.each([
    ['an act', ['greet'], () => undefined],
    ['what all objects share', ['constructor', 'prototype', 'stolen'], () => (raw(0) as { stolen?: unknown }).stolen],
    ['a function of the language', ['constructor', 'stolen'], () => (Object as { stolen?: unknown }).stolen],
    ['what all functions share', ['greet', 'constructor', 'prototype', 'stolen'], () => (ask as { stolen?: unknown }).stolen],
  ])('lets nobody replace %s', async (_, path, read) => {
    expect(await ask({ type: 'SET', path, value: raw(SECRET) })).toEqual(refusal);
    expect(read()).toBeUndefined();
    expect(await ask({ type: 'APPLY', path: ['greet'], argumentList: [raw('Ada')] })).toMatchObject({ value: 'hello Ada' });
  });
});
