import { concatBytes } from '@sealchart/protocol';
import type { FeedResponse } from '@sealchart/protocol';
import type { Stage } from '../harness/stage.ts';
import { row, variants } from '../harness/row.ts';
import { catchUp, enter, openElement } from './acts.ts';
import { ANSWER_SCHEMA } from './account-checks.ts';
import type { Owner } from './accounts.ts';
import { freshDevice } from './accounts.ts';
import { answersAt } from './answers.ts';
import { SIGNATURE, chainRule } from './checks.ts';
import type { NoteOfAccomplice } from './forged-notes.ts';
import { libraryKey, noteOfAccomplice, serveVersion, signWithLibrary } from './forged-notes.ts';
import { CERTIFICATE_FORM, lookingUp, show } from './h31-certificates.ts';
import { JWE_FORM } from './h31-keys.ts';
import { serveBundle, withSealedKeys, withSlot } from './other-jwes.ts';
import { sealCompressed } from './older-packets.ts';
import { noteForVictim } from './people.ts';

/** Opens what is compressed as well: in Node and in pages. */
const LITERAL_FORM = {
  module: 'protocol/src/openpgp/data-packet.ts',
  check: 'readLiteralPacket',
  body: `
    const { first, body } = joinPacket(bytes);
    if (first !== 0xc8) return body.subarray(6);
    const octets = new DataView(body.buffer, body.byteOffset).getUint32(body.length - 4);
    const inflated = new Blob([body.subarray(1, 1 + octets)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new Response(inflated).bytes().then((bytes) => joinPacket(bytes).body.subarray(6));
  `,
};

const GIGABYTES = 2 ** 33;
const EMPTY_PACKETS = new Uint8Array(6_000).fill(0xc2).map((octet, at) => (at % 2 === 0 ? octet : 0));
/** A signature packet that says it has two gigabytes. */
const HUGE_PACKET = Uint8Array.of(0xc2, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x06);
/** Rows in one answer that a page never has. */
const ROWS = 20_000;

const modern = { type: 'curve25519', userIDs: [] as [] } as const;

/** H30: little that becomes much. What it costs is measured in bomb-memory.spec.ts. */
export const bombs = [
  ...variants<NoteOfAccomplice>({ id: 'H30', moment: 'first contact', setup: noteOfAccomplice, act: openElement }, [
    {
      does: 'has an accomplice who signs for a content of gigabytes',
      code: 'E_LIMIT',
      defences: [chainRule('checkContentReference', 'return manifest.content;')],
      mutate: async (world) => void (await serveVersion(world, { reference: { sizeClass: GIGABYTES, dataLength: GIGABYTES + 100 } })),
    },
    {
      // Not E_LIMIT: nothing is unpacked to see how much it is.
      does: 'has an accomplice who compresses what is sealed',
      code: 'E_FORMAT',
      defences: [LITERAL_FORM],
      mutate: async (world) => void (await serveVersion(world, { seal: sealCompressed })),
    },
    ...[
      { what: 'a thousand packets of nothing behind it', bytes: EMPTY_PACKETS.subarray(0, 800) },
      { what: 'a packet behind it that says it has gigabytes', bytes: HUGE_PACKET },
    ].map(({ what, bytes: behind }) => ({
      does: `has an accomplice whose signature has ${what}`,
      // Not E_LIMIT: to whoever reads it, it is no signature.
      code: 'E_SIGNATURE' as const,
      defences: [SIGNATURE],
      mutate: async (world: NoteOfAccomplice) => {
        const key = await libraryKey(world);
        await serveVersion(world, {
          sign: async (bytes) => concatBytes(await signWithLibrary(bytes, key), behind),
        });
      },
    })),
  ]),
  ...variants(
    { id: 'H30', ...lookingUp },
    [
      { what: 'thousands of packets', bytes: EMPTY_PACKETS.subarray(0, 5_000) },
      { what: 'a packet that says it has gigabytes', bytes: HUGE_PACKET },
    ].map(({ what, bytes: behind }) => ({
      does: `shows somebody whose certificate has ${what}`,
      // Not E_LIMIT: whatever is wrong with a certificate has one code.
      code: 'E_CERT' as const,
      defences: [CERTIFICATE_FORM, SIGNATURE],
      mutate: show({ options: modern, change: (certificate) => concatBytes(certificate, behind) }),
    })),
  ),
  ...variants<Owner>({ id: 'H30', moment: 'first contact', setup: (stage: Stage) => freshDevice(stage), act: enter }, [
    {
      does: 'hands out a password’s slot whose contents are compressed',
      code: 'E_BUNDLE',
      defences: JWE_FORM,
      mutate: (owner) => serveBundle(owner, withSlot(owner.stolen, { head: { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', zip: 'DEF' } })),
    },
    {
      does: 'hands out secret keys that are compressed',
      code: 'E_BUNDLE',
      defences: JWE_FORM,
      mutate: (owner) => serveBundle(owner, withSealedKeys(owner.stolen, { head: { alg: 'dir', enc: 'A256GCM', zip: 'DEF' } })),
    },
  ]),
  row({
    // Not E_LIMIT: the person is told that this is no answer of such a server.
    id: 'H30',
    does: `answers with ${ROWS} rows where a page has a thousand`,
    moment: 'after pinning',
    code: 'E_ANSWER',
    defences: [ANSWER_SCHEMA],
    setup: noteForVictim,
    mutate: ({ victim, elementId: id }) => {
      const told = { principal: victim.account.accountId, kind: 'element', id, version: 1, hash: 'A'.repeat(43) } as const;
      const rows = Array.from({ length: ROWS }, (_, i) => ({ ...told, seq: i + 1 }));
      victim.tamper(answersAt<FeedResponse>('/feeds/pull', () => ({ rows, newest: ROWS })));
    },
    act: catchUp,
    // An index of nothing, made at the first sync.
    mayKeep: /^element-index\/head$/,
  }),
];
