import {
  AccountId,
  ElementId,
  Fingerprint,
  GroupId,
  Hash,
  Identifier,
  Instant,
  InstanceId,
  SessionParams,
  SlotId,
  b64u,
  fromB64u,
  fromHex,
  fromInstant,
  fromUtf8,
  normaliseIdentifier,
  toB64u,
  toHex,
  toInstant,
  utf8,
} from '@sealchart/protocol';
import { readVerificationCode, verificationCodeOf } from '@sealchart/sdk';
import { parseAddress, readEvents } from '@sealchart/sdk/testing';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { bytesOf, requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedBytes } from '../mutated-bytes.ts';
import { mutatedText } from '../mutated-text.ts';

const HEX = 'a1'.repeat(32);
const ID = 'AAECAwQFBgcICQoLDA0ODw';
const CODE = verificationCodeOf({ instanceId: `ins_${ID}`, accountId: `acc_${ID}`, fingerprint: HEX });
const EVENTS = 'retry: 5000\n\nid: 2\nevent: more\ndata:\n\n:\n\nid:3\r\nevent:more\r\ndata: x\r\n\r\nid: 4\revent: more\rdata\r\r';
const ADDRESSES = [
  'ada@example.org',
  'Ada.Moss+x@Sub.Example.ORG.',
  'j\u00fcrgen@m\u00fcller.example',
  'a@xn--mller-kva.example',
  '\ufb01@\uff45xample.org',
];

/** Schemas of short texts, each with a text that fits. */
const SHORT = [
  [InstanceId, `ins_${ID}`],
  [AccountId, `acc_${ID}`],
  [ElementId, `elm_${ID}`],
  [SlotId, `slt_${ID}`],
  [GroupId, `grp_${ID}`],
  [Hash, toB64u(new Uint8Array(32).fill(7))],
  [Fingerprint, HEX],
  [Instant, '2026-02-28T23:59:59Z'],
  [Identifier, 'ada@example.org'],
  [b64u(64, 16), toB64u(new Uint8Array(20).fill(9))],
] as const;

/** Where a text ends up that was taken: as it was. */
const texts: readonly Family[] = [
  {
    name: 'base64url',
    inputs: mutatedText(toB64u(Uint8Array.from({ length: 64 }, (_, i) => i * 5)), 'AA', 'AAA', ''),
    refusals: ['E_FORMAT'],
    read: (input) => {
      const text = textOf(input);
      requireTrue(toB64u(fromB64u(text)) === text, 'a second spelling');
      return true;
    },
  },
  {
    name: 'hexadecimal',
    inputs: mutatedText(HEX, '', '00ff'),
    refusals: ['E_FORMAT'],
    read: (input) => {
      const text = textOf(input);
      requireTrue(toHex(fromHex(text)) === text, 'a second spelling');
      return true;
    },
  },
  {
    name: 'ids, hashes, instants',
    inputs: mutatedText(...SHORT.map(([, sample]) => sample)),
    refusals: [],
    read: (input) => {
      const text = textOf(input);
      const fitting = SHORT.filter(([schema]) => schema.safeParse(text).success);
      requireTrue(
        fitting.every(([schema]) => schema.parse(text) === text) && text.isWellFormed() === (fitting.length > 0 || text.isWellFormed()),
        'another text',
      );
      if (Instant.safeParse(text).success) requireTrue(toInstant(fromInstant(text)) === text, 'a second spelling');
      if (Hash.safeParse(text).success) requireTrue(SessionParams.safeParse({ sessionId: text }).success, 'two kinds of hashes');
      return fitting.length > 0;
    },
  },
  {
    name: 'e-mail addresses',
    inputs: mutatedText(...ADDRESSES),
    refusals: [],
    read: (input) => {
      const normal = normaliseIdentifier(textOf(input));
      requireTrue(normaliseIdentifier(normal) === normal, 'twice is not once');
      return Identifier.safeParse(normal).success;
    },
  },
  {
    name: 'addresses of servers',
    inputs: mutatedText('https://chart.example.org', 'http://localhost:3000', 'https://m\u00fcller.example:8443/', 'http://[::1]:80'),
    refusals: ['E_USAGE', 'E_INSECURE'],
    read: (input) => {
      const { origin, host } = parseAddress(textOf(input));
      requireTrue(parseAddress(origin).origin === origin && new URL(origin).hostname === host, 'twice is not once');
      return true;
    },
  },
  {
    name: 'codes of keys',
    inputs: mutatedText(CODE, CODE.replace(':1:', ':2:')),
    refusals: ['E_NOT_VERIFIED'],
    read: (input) => {
      const text = textOf(input);
      requireTrue(verificationCodeOf(readVerificationCode(text)) === text.trim(), 'a second spelling');
      return true;
    },
  },
];

async function eventsOf(parts: readonly string[]): Promise<string> {
  const events: unknown[] = [];
  for await (const event of readEvents(streamOf(parts))) events.push(event);
  return JSON.stringify(events);
}

async function* streamOf(parts: readonly string[]): AsyncGenerator<string, void, void> {
  yield* parts;
}

const streams: readonly Family[] = [
  {
    name: 'UTF-8',
    inputs: mutatedBytes(utf8('Gr\u00fc\u00dfe \u{1f468}\u200d\u{1f469} \u05e9'), utf8('plain')),
    refusals: ['E_FORMAT'],
    read: (input) => {
      const bytes = bytesOf(input);
      requireTrue(toB64u(utf8(fromUtf8(bytes))) === toB64u(bytes), 'a second spelling');
      return true;
    },
  },
  {
    // Beside what is refused, a stream has no wrong form: an endless line is put in front of some.
    name: 'server-sent events',
    inputs: fc.tuple(mutatedText(EVENTS), fc.constantFrom('', '', '', 'x'.repeat(5_000))).map(([text, line]) => text + line),
    refusals: ['E_ANSWER'],
    read: async (input) => {
      const text = textOf(input);
      const half = Math.floor(text.length / 2);
      // The same events, wherever the text is cut; a line that is too long may be noticed later in one piece.
      requireTrue((await eventsOf([text])) === (await eventsOf([text.slice(0, half), '', text.slice(half)])), 'other events when cut');
      return true;
    },
  },
];

/** Short texts and streams: what people type, cameras see and servers tell. */
export function codesGroup(): Group {
  return { families: [...texts, ...streams] };
}
