import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ElementWrite } from '@sealchart/protocol';
import { BATCH_ITEMS, BODY_BYTES, ELEMENT_BYTES, ELEMENT_VERSIONS } from '@sealchart/protocol';
import type { LoggedInAccount } from '../../testing/test-account.ts';
import { registerAndLogIn } from '../../testing/test-account.ts';
import { TestElement, sendBatch } from '../../testing/test-element.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { startTestServer } from '../../testing/test-server.ts';

let server: TestServer;
let ada: LoggedInAccount;
let write: ElementWrite;
let elementId: string;
beforeAll(async () => {
  server = await startTestServer();
  ada = await registerAndLogIn(server);
  const version = await TestElement.of(ada.identity).edit();
  ({ write } = version);
  ({ elementId } = version.element);
});
afterAll(async () => {
  // Whatever was tried above, nothing came of it.
  const left = await Promise.all(
    ['elements', 'elementversions', 'elementcontents', 'keypackets'].map((name) => server.records.collection(name).countDocuments()),
  );
  await server.close();
  if (left.some((count) => count !== 0)) throw new Error(`something was stored: ${left.join()}`);
});

const send = async (...items: unknown[]) => bare(await sendBatch(server, ada, items));
const post = async (url: string, payload: unknown) =>
  bare(
    await server.inject({
      method: 'POST',
      url,
      token: ada.token,
      payload,
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key' },
    }),
  );
const bare = ({ status, body }: { status: number; body: unknown }) => ({
  status,
  ...(body as { code?: string; issues?: { path: string }[]; detail?: string }),
});
const paths = ({ issues = [] }: { issues?: { path: string }[] }) => issues.map((issue) => issue.path);

/** What stands where a text belongs. */
const ODD: readonly unknown[] = [
  7,
  null,
  true,
  [],
  {},
  { $gt: '' },
  { $ne: null },
  { $regex: '.*' },
  { toString: 'x' },
  ['elm_'],
  '',
  '$where',
  '__proto__',
  'constructor',
  '../../x',
  '\u0000',
];

describe('ids', () => {
  it('are ids, in a batch read', async () => {
    for (const odd of [...ODD, `acc_${elementId.slice(4)}`, `${elementId}A`, `${elementId.slice(0, -1)}B`]) {
      const answer = await post('/v1/elements/read', { items: [{ elementId: odd, after: 0 }], content: true });
      expect([odd, answer.status, answer.code]).toEqual([odd, 400, 'E_REQUEST']);
      expect(paths(answer)).toContain('items.0.elementId');
    }
  });

  it('are ids, in an address', async () => {
    for (const odd of ['elm_', '$where', '__proto__', 'constructor', `${elementId}A`, '%7B%22$gt%22:%22%22%7D', 'batch', 'read']) {
      const { status, body } = await server.inject({ url: `/v1/elements/${odd}`, token: ada.token });
      expect([odd, status, (body as { code: string }).code]).toEqual([odd, 400, 'E_REQUEST']);
    }
  });

  it('come once', async () => {
    const item = { elementId, after: 0 };
    expect(await post('/v1/elements/read', { items: [item, item], content: true })).toMatchObject({ status: 400, code: 'E_REQUEST' });
  });

  it('are principals, in key packets', async () => {
    for (const odd of ODD) {
      const keyPackets = write.keyPackets.map((packet) => ({ ...packet, principal: odd }));
      expect([odd, (await send({ ...write, keyPackets })).code]).toEqual([odd, 'E_REQUEST']);
    }
  });
});

describe('numbers', () => {
  it('are whole and within bounds', async () => {
    for (const after of ['0', -1, 0.5, ELEMENT_VERSIONS + 1, 1e300, null, { $gt: 0 }]) {
      const answer = await post('/v1/elements/read', { items: [{ elementId, after }], content: true });
      expect([after, answer.status, answer.code, paths(answer)]).toEqual([after, 400, 'E_REQUEST', ['items.0.after']]);
    }
  });

  it('are numbers in an address too', async () => {
    for (const query of [
      'after=-1',
      'after=x',
      'after=0.5',
      `after=${ELEMENT_VERSIONS + 1}`,
      'after[$gt]=0',
      'after=1&after=2',
      'after=',
      'after=0x10',
      'after=1e3',
      'after=01',
      'after=%201',
      'before=1',
      '__proto__[x]=1',
      '__proto__=1',
      'constructor=1',
    ]) {
      const { status, body } = await server.inject({ url: `/v1/elements/${elementId}?${query}`, token: ada.token });
      expect([query, status, (body as { code: string }).code]).toEqual([query, 400, 'E_REQUEST']);
    }
  });
});

describe('a batch', () => {
  it('has items, and not too many', async () => {
    for (const items of [[], {}, 'items', null, Array.from({ length: BATCH_ITEMS + 1 }, () => write)]) {
      const answer = await post('/v1/elements/batch', { items });
      expect([answer.status, answer.code, paths(answer)]).toEqual([400, 'E_REQUEST', ['items']]);
    }
    for (const body of [{}, [], { items: [write], more: 1 }])
      expect(await post('/v1/elements/batch', body)).toMatchObject({ status: 400, code: 'E_REQUEST' });
  });

  it('has packets and statements as text in base64url', async () => {
    const [packet] = write.keyPackets;
    const fields: [string, (odd: unknown) => unknown][] = [
      ['items.0.dataPacket', (odd) => ({ ...write, dataPacket: odd })],
      ['items.0.manifest.statement', (odd) => ({ ...write, manifest: { ...write.manifest, statement: odd } })],
      ['items.0.manifest.signature', (odd) => ({ ...write, manifest: { ...write.manifest, signature: odd } })],
      ['items.0.keyPackets.0.packet', (odd) => ({ ...write, keyPackets: [{ ...packet, packet: odd }] })],
    ];
    for (const [path, item] of fields) {
      for (const odd of [...ODD.filter((value) => value !== 'constructor' && value !== '__proto__'), 'plain text', 'AA==', 'AB', 'A']) {
        const answer = await send(item(odd));
        expect([path, odd, answer.status, answer.code]).toEqual([path, odd, 400, 'E_REQUEST']);
        expect(paths(answer)).toContain(path);
      }
    }
  });

  it('names sealed fields that came in the clear', async () => {
    const clear = { title: 'Allergy', body: 'Penicillin', schema: 'text/plain', attachments: [], sessionKey: 'x' };
    for (const [field, value] of Object.entries(clear)) {
      const answer = await send({ ...write, [field]: value });
      expect([answer.status, answer.code, paths(answer)]).toEqual([422, 'E_PLAINTEXT', [`items.0.${field}`]]);
      expect(JSON.stringify(answer)).not.toContain('Penicillin');
    }
    expect(await send({ ...write, open: { ...write.open, title: 'Allergy' } })).toMatchObject({
      code: 'E_PLAINTEXT',
      detail: 'items.0.open.title',
    });
  });

  it('knows no other fields', async () => {
    for (const more of [{ $set: 1 }, { _id: 'x' }, { recordId: ada.accountId }]) {
      expect([more, (await send({ ...write, ...more })).code]).toEqual([more, 'E_REQUEST']);
    }
  });

  it('knows no keys of prototypes', async () => {
    const text = JSON.stringify({ items: [write] });
    for (const key of ['__proto__', 'constructor']) {
      const value = key === 'constructor' ? '{"prototype":{"isAdmin":true}}' : '{"isAdmin":true}';
      const answer = await post('/v1/elements/batch', text.replace('{"items"', `{"${key}":${value},"items"`));
      expect([key, answer.status, answer.code]).toEqual([key, 400, 'E_REQUEST']);
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('is no larger than a body may be, and a packet no larger than an element', async () => {
    const tooLarge = 'A'.repeat(Math.ceil(((ELEMENT_BYTES + 1_025) * 4) / 3));
    expect(await send({ ...write, dataPacket: tooLarge })).toMatchObject({ status: 400, code: 'E_REQUEST' });
    const answer = await post('/v1/elements/batch', { items: [{ ...write, dataPacket: 'A'.repeat(BODY_BYTES) }] });
    expect([answer.status, answer.code]).toEqual([413, 'E_LIMIT']);
  });
});
