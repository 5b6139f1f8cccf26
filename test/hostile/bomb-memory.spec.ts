import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import type { Bytes } from '@sealchart/protocol';
import { ACCOUNT_ANSWER_BYTES, ANSWER_BYTES, ELEMENT_BYTES, SMALL_ANSWER_BYTES, sizeClassOf, utf8 } from '@sealchart/protocol';
import { createClient } from '@sealchart/sdk';
import { fetchHttp } from '@sealchart/sdk/node';
import { testPorts } from '@sealchart/sdk/testing';
import { collectGarbage, peakOf } from './harness/peak-memory.ts';
import { stageOf } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import { outcomeOf } from './harness/trial.ts';
import { freshDevice, logIn } from './rows/accounts.ts';
import type { OtherWay } from './rows/forged-notes.ts';
import { noteOfAccomplice, serveVersion } from './rows/forged-notes.ts';
import { serveBundle, withSealedKeys, withSlot } from './rows/other-jwes.ts';
import { sealCompressed } from './rows/older-packets.ts';
import { openElement } from './rows/acts.ts';

const MIB = 2 ** 20;
const AT_MOST = 64 * MIB;

const hostile = suiteServer();
let server: Server;
let answer: (response: ServerResponse) => void;
beforeAll(async () => {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const measured: { readonly bomb: string; readonly peak: number }[] = [];
afterAll(() => {
  const most = Math.max(...measured.map(({ peak }) => peak));
  if (measured.length > 0) printFigure('bombs', `${measured.length} refused`, `at most ${Math.ceil(most / MIB)} MiB of memory more`);
});

/** Refused with this code, and what it took stays below what the bomb would have made. */
async function expectSmall(bomb: string, code: string, act: () => Promise<unknown>): Promise<void> {
  let outcome = '';
  const peak = await peakOf(async () => {
    outcome = await outcomeOf(act);
  });
  expect(outcome).toBe(code);
  expect(peak).toBeLessThan(AT_MOST);
  measured.push({ bomb, peak });
}

/** JSON text of as many bytes as an element may have, as its padded plaintext. */
const padded = (text: string): Bytes => {
  const bytes = new Uint8Array(sizeClassOf(text.length)).fill(0x20);
  bytes.set(utf8(text));
  return bytes;
};
const MOST = ELEMENT_BYTES - MIB;

describe('what an accomplice seals', () => {
  const contents: readonly (OtherWay & { readonly bomb: string })[] = [
    {
      bomb: '256 MiB compressed in 300 KiB',
      inner: { body: 'x'.repeat(300 * 1_024) },
      seal: (key, plain) => sealCompressed(key, plain, new Uint8Array(256 * MIB)),
    },
    { bomb: 'millions of levels', pad: () => padded('['.repeat(MOST / 2) + ']'.repeat(MOST / 2)) },
    { bomb: 'millions of values', pad: () => padded(`[${'[],'.repeat(MOST / 3)}[]]`) },
  ];

  it.each(contents)('is refused: $bomb', async ({ bomb, ...way }) => {
    const world = await noteOfAccomplice(stageOf(hostile()));
    await serveVersion(world, way);
    await expectSmall(bomb, 'E_FORMAT', () => openElement(world));
  });
});

describe('what a key bundle holds', () => {
  it('is not unpacked: a megabyte in a slot, a hundred in secret keys', async () => {
    for (const [bomb, change] of [
      [
        'slot',
        (owner: Owner) =>
          withSlot(owner.stolen, { head: { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', zip: 'DEF' }, plaintext: new Uint8Array(MIB) }),
      ],
      [
        'secret keys',
        (owner: Owner) =>
          withSealedKeys(owner.stolen, { head: { alg: 'dir', enc: 'A256GCM', zip: 'DEF' }, plaintext: new Uint8Array(100 * MIB) }),
      ],
    ] as const) {
      const owner = await freshDevice(stageOf(hostile()));
      await serveBundle(owner, change(owner));
      await expectSmall(bomb, 'E_BUNDLE', () => logIn(owner.victim));
    }
  });
});
type Owner = Awaited<ReturnType<typeof freshDevice>>;

/**
 * Sends a text again and again, a mebibyte at a time and no faster than it is taken, until so many bytes are out or nobody listens.
 * The client is in the same process: parts that it read and let go of do not wait for the collector, whose mood is not measured.
 */
function pour(response: ServerResponse, text: string, bytes: number): void {
  const part = Buffer.from(text.repeat(Math.ceil(MIB / text.length)));
  let left = bytes;
  response.on('error', () => undefined);
  const more = (): void => {
    while (left > 0 && response.writable) {
      left -= part.length;
      collectGarbage();
      if (!response.write(part)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

const url = (): string => `http://localhost:${(server.address() as AddressInfo).port}`;

describe('what a server answers', () => {
  it('is read where it is as long as answers are', async () => {
    answer = (response) => response.end('{}');
    expect(await fetchHttp().send({ method: 'GET', url: url(), headers: {} })).toMatchObject({ status: 200, body: '{}' });
  });

  it.each([
    ['without end, to a question for ids', 500 * MIB, { answerBytes: SMALL_ANSWER_BYTES }],
    ['without end, to a question for an account', 500 * MIB, { answerBytes: ACCOUNT_ANSWER_BYTES }],
    ['without end, to a question for elements', 500 * MIB, { answerBytes: ANSWER_BYTES }],
  ])('is not read: %s', async (bomb, bytes, room) => {
    answer = (response) => pour(response, '[{"a":[]},', bytes);
    await expectSmall(bomb, 'E_ANSWER', () => fetchHttp().send({ method: 'GET', url: url(), headers: {}, ...room }));
  });

  it.each([
    ['a million rows', '[[]', ',[]'],
    ['a million levels', '[', '['],
  ])('is not made into anything: %s', async (bomb, head, text) => {
    answer = (response) => {
      response.write(head);
      pour(response, text, 3 * MIB);
    };
    const client = createClient({ server: url(), client: { name: 'stories', version: '0.1.0' }, ports: testPorts({ http: fetchHttp() }) });
    await expectSmall(bomb, 'E_ANSWER', () => client.login({ identifier: 'kim@example.org', password: 'a long password', device: 'x' }));
  });
});
