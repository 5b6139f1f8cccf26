import { describe, expect, it } from '@jest/globals';
import { ERRORS, SMALL_ANSWER_BYTES, SealchartError } from '@sealchart/protocol';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';
import { fixedClock } from '../testing/fixed-clock.ts';
import { Api } from './api.ts';
import { PATIENCE_MS } from './retry.ts';

const instance = {
  instanceId: 'ins_AAAAAAAAAAAAAAAAAAAAAA',
  realm: 'localhost',
  logKey: 'A'.repeat(43),
  release: '0.1.0',
  protocol: { current: 1, oldest: 1 },
};
const ok = (body: unknown, status = 200): HttpResponse => ({ status, headers: {}, body: JSON.stringify(body) });
const problem = (code: string, status: number, more: object = {}): HttpResponse =>
  ok({ type: `urn:sealchart:error:${code}`, title: 't', todo: 'd', status, code, ...more }, status);
type Step = HttpResponse | Error;

/** Answers one step after the other, the last one for ever. */
function serverOf(...steps: Step[]) {
  const requests: HttpRequest[] = [];
  const http: HttpClient = {
    async send(request) {
      requests.push(request);
      const step = steps[Math.min(requests.length, steps.length) - 1];
      if (!step || step instanceof Error) throw step ?? new Error('no step');
      return step;
    },
  };
  const clock = fixedClock(0);
  const options = { server: 'http://localhost:3000', client: { name: 'spec', version: '1.0' }, ports: { http, clock, random } };
  return { requests, clock, http, api: new Api(options), apiWith: (more: object) => new Api({ ...options, ...more }) };
}
const random = { bytes: (count: number) => new Uint8Array(count).fill(255) };
const down = new SealchartError('E_NETWORK');

describe('a request', () => {
  it('says who calls, and sends no token where none belongs', async () => {
    const { api, requests } = serverOf(ok(instance));
    expect(await api.instance()).toEqual(instance);
    expect(requests).toEqual([
      {
        method: 'GET',
        url: 'http://localhost:3000/v1/instance',
        headers: { 'sealchart-client': 'spec/1.0', 'sealchart-protocol': '1', accept: 'application/json, application/problem+json' },
        answerBytes: SMALL_ANSWER_BYTES,
      },
    ]);
  });

  it('carries body, token and key', async () => {
    const { apiWith, requests } = serverOf(ok({ results: [] }));
    const item = { manifest: { statement: 'AAAA', signature: 'AAAA' }, keyPackets: [] };
    await apiWith({ token: 'secret' }).batch({ items: [item] }, { idempotencyKey: 'key' });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      body: JSON.stringify({ items: [item] }),
      headers: { authorization: 'Bearer secret', 'idempotency-key': 'key', 'content-type': 'application/json' },
    });
  });

  it('is refused here without a session, or with a body that does not fit, and names no value', async () => {
    const { api, apiWith, requests } = serverOf(ok({}));
    await expect(api.me()).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    const wrong = apiWith({ token: 't' }).lookup({ identifier: 'Somebody Secret' });
    await expect(wrong).rejects.toMatchObject({ code: 'E_REQUEST', issues: [{ path: 'identifier' }, { path: 'identifier' }] });
    await expect(wrong).rejects.not.toThrow(/Secret/);
    await expect(apiWith({ token: 't' }).element('../me', 0)).rejects.toMatchObject({ code: 'E_REQUEST' });
    expect(requests).toEqual([]);
  });

  it.each(['a b', 'x/y', 'ä', ''])('a client named %j has no place in a header', (name) => {
    expect(() => serverOf().apiWith({ client: { name, version: '1' } })).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});

describe('an answer', () => {
  it.each([
    ['not JSON', { ...ok({}), body: '<html>' }],
    ['a field too few', ok({ ...instance, realm: undefined })],
    ['a field too many', ok({ ...instance, more: 1 })],
    ['another type', ok({ ...instance, realm: 1 })],
    ['null', ok(null)],
    ['longer than any', { ...ok(instance), body: JSON.stringify(instance) + ' '.repeat(SMALL_ANSWER_BYTES) }],
  ])('is refused: %s', async (_, answer) => {
    await expect(serverOf(answer).api.instance()).rejects.toMatchObject({ code: 'E_ANSWER' });
  });

  it('of a failed request is the error that the server names', async () => {
    const issues = [{ path: 'a', message: 'b' }];
    const { api } = serverOf(problem('E_CONFLICT', 409, { detail: 'twice', issues }));
    await expect(api.instance()).rejects.toMatchObject({ code: 'E_CONFLICT', detail: 'twice', issues });
  });

  it.each([
    ['a code that nobody knows', problem('E_NEW', 400), 'E_ANSWER'],
    ['a name of every object', problem('constructor', 400), 'E_ANSWER'],
    ['no problem document', { ...ok({}, 400), body: 'Bad Request' }, 'E_ANSWER'],
    ['a proxy without a server', { ...ok({}, 502), body: '<html>' }, 'E_UNAVAILABLE'],
    ['a redirection', { ...ok({}, 308), headers: { location: 'http://other/' } }, 'E_REALM'],
  ])('with %s', async (_, answer, code) => {
    await expect(serverOf(answer).api.instance({ patienceMs: 0 })).rejects.toMatchObject({ code });
  });

  it('cannot make a client throw what only a client can know', async () => {
    for (const [code, entry] of Object.entries(ERRORS)) {
      const expected = 'status' in entry ? code : 'E_ANSWER';
      await expect(serverOf(problem(code, 400)).api.instance({ patienceMs: 0 })).rejects.toMatchObject({ code: expected });
    }
  });
});

describe('trying again', () => {
  it.each([
    ['no network', down],
    ['503', problem('E_UNAVAILABLE', 503)],
    ['429', problem('E_THROTTLED', 429)],
  ])('after %s', async (_, step) => {
    const { api, requests } = serverOf(step, step, ok(instance));
    expect(await api.instance()).toEqual(instance);
    expect(requests).toHaveLength(3);
  });

  it('ends when patience does, with the last error', async () => {
    const { api, clock, requests } = serverOf(down);
    await expect(api.instance()).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(clock.now()).toBeLessThanOrEqual(PATIENCE_MS);
    expect(clock.now()).toBeGreaterThan(PATIENCE_MS / 2);
    expect(requests.length).toBeGreaterThan(5);
    expect(requests.length).toBeLessThan(12);
  });

  it('is not done without patience', async () => {
    const { api, requests } = serverOf(down, ok(instance));
    await expect(api.instance({ patienceMs: 0 })).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(requests).toHaveLength(1);
  });

  it('waits as long as the server says, or not at all', async () => {
    const { api, clock } = serverOf(problem('E_THROTTLED', 429, { retryAfter: 20 }), ok(instance));
    await api.instance();
    expect(clock.now()).toBe(20_000);
    const long = serverOf(problem('E_THROTTLED', 429, { retryAfter: 3600 }), ok(instance));
    await expect(long.api.instance()).rejects.toMatchObject({ code: 'E_THROTTLED' });
    expect(long.clock.now()).toBe(0);
  });

  it('is not done where the host knows that there is no network', async () => {
    const { apiWith, requests, http, clock } = serverOf(down, ok(instance));
    const api = (isOffline: boolean) => apiWith({ ports: { http: { ...http, isOffline: () => isOffline }, clock, random } });
    await expect(api(true).instance()).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(requests).toHaveLength(1);
    requests.length = 0;
    expect(await api(false).instance()).toEqual(instance);
    expect(requests).toHaveLength(2);
  });

  it('is not done after any other refusal', async () => {
    const { api, requests } = serverOf(problem('E_NOT_FOUND', 404));
    await expect(api.instance()).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
    expect(requests).toHaveLength(1);
  });

  it('is never done for a login', async () => {
    const { api, requests } = serverOf(down, ok({}));
    const request = { identifier: 'a@b.org', loginSecret: 'A'.repeat(43), device: 'd' };
    await expect(api.login(request)).rejects.toMatchObject({ code: 'E_NETWORK' });
    expect(requests).toHaveLength(1);
  });
});

describe('a guard', () => {
  it('runs once before the first request, again after it failed, and stops what follows', async () => {
    let runs = 0;
    let refuses = true;
    const guard = async () => {
      runs += 1;
      if (refuses) throw new SealchartError('E_INSTANCE');
    };
    const { apiWith, requests } = serverOf(ok(instance));
    const api = apiWith({ guard });
    await expect(api.instance()).rejects.toMatchObject({ code: 'E_INSTANCE' });
    expect(requests).toEqual([]);
    refuses = false;
    await Promise.all([api.instance(), api.instance(), api.instance()]);
    await api.instance();
    expect(runs).toBe(2);
    expect(requests).toHaveLength(4);
  });
});
