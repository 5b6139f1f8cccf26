import type { Bytes } from '@sealchart/protocol';
import { concatBytes, fromB64u, readDataPacket, readPacket, toB64u, writeDataPacket, writePacket } from '@sealchart/protocol';
import { row, variants } from '../harness/row.ts';
import { openElement } from './acts.ts';
import { onContent } from './answers.ts';
import { DATA_PACKET, LENGTH, PACKET_FORM, WITHOUT_TAGS } from './checks.ts';
import type { NoteOfAccomplice } from './forged-notes.ts';
import { noteOfAccomplice, serve } from './forged-notes.ts';
import { flipped } from './forging.ts';
import type { Seal } from './older-packets.ts';
import { sealAs, sealThen } from './older-packets.ts';
import { noteForVictim } from './people.ts';

/** Where the body begins in the data packet of a short note: header, salt, literal header, then JCS bytes up to it. */
const BODY_AT =
  39 + 9 + `{"addenda":[],"attachments":[],"author":{"account":"acc_${'x'.repeat(22)}","fingerprint":"${'0'.repeat(64)}"},"body":"`.length;

/** Tag 18 made tag 9: symmetrically encrypted data without any protection (RFC 9580 section 5.7). */
const asUnprotected = (packet: Bytes): Bytes => concatBytes(Uint8Array.of(0xc9), packet.subarray(1));
/** Version 1 of tag 18, with a hash inside in place of tags (RFC 9580 section 5.13.1). */
const asVersion1 = (packet: Bytes): Bytes => concatBytes(packet.subarray(0, 3), Uint8Array.of(1), packet.subarray(4));
/** OCB in place of GCM. */
const asOtherMode = (packet: Bytes): Bytes => concatBytes(packet.subarray(0, 5), Uint8Array.of(2), packet.subarray(6));
/** The last tag, which vouches for the length of all, is gone; the packet says so. */
const withoutEnd = (packet: Bytes): Bytes => {
  const { salt, chunks } = readDataPacket(packet);
  return writeDataPacket(salt, [chunks.subarray(0, -16)]);
};

/** Version 1 as it is for real (RFC 9580 section 5.13.1), without the hash at its end: 22 octets, which are encrypted with the rest. */
const withoutHash: Seal = async (key, padded) => {
  const { first, body } = readPacket(await sealAs({ isClassic: true })(key, padded));
  return writePacket(first, body.subarray(0, -22));
};

type NoteForVictim = Awaited<ReturnType<typeof noteForVictim>>;

/** H17: what protects a ciphertext, broken, cut off or left out. */
export const integrity = [
  row({
    id: 'H17',
    does: 'changes one bit of the ciphertext, so that another word would be read',
    moment: 'first contact',
    code: 'E_HASH',
    defences: [DATA_PACKET, WITHOUT_TAGS],
    setup: (stage) => noteForVictim(stage),
    mutate: ({ victim }) => victim.tamper(onContent(({ dataPacket }) => ({ dataPacket: flipped(dataPacket, BODY_AT, 2) }))),
    act: openElement,
  }),
  ...variants<NoteForVictim>(
    { id: 'H17', moment: 'first contact', setup: (stage) => noteForVictim(stage), act: openElement },
    [
      { does: 'makes a packet without protection of the ciphertext (tag 18 to tag 9)', change: asUnprotected },
      { does: 'makes a packet of version 1 of it', change: asVersion1 },
      { does: 'names another mode of encryption', change: asOtherMode },
      { does: 'cuts off the tag of the whole ciphertext', change: withoutEnd, defences: [DATA_PACKET, WITHOUT_TAGS] },
      { does: 'cuts off half of the ciphertext', change: (packet: Bytes) => packet.subarray(0, packet.length / 2) },
    ].map(({ does, change, defences = [DATA_PACKET] }) => ({
      does,
      code: 'E_HASH' as const,
      defences,
      mutate: ({ victim }) => victim.tamper(onContent(({ dataPacket }) => ({ dataPacket: toB64u(change(fromB64u(dataPacket))) }))),
    })),
  ),
  ...variants<NoteOfAccomplice>({ id: 'H17', moment: 'first contact', setup: noteOfAccomplice, act: openElement }, [
    ...[
      { does: 'has an accomplice who signs a packet without protection, hash and all', seal: sealThen(asUnprotected) },
      { does: 'has an accomplice who signs a packet of version 1, hash and all', seal: sealThen(asVersion1) },
      { does: 'has an accomplice who signs a packet of another mode, hash and all', seal: sealThen(asOtherMode) },
    ].map(({ does, seal }) => ({ does, code: 'E_FORMAT' as const, defences: [PACKET_FORM], mutate: serve({ seal }) })),
    {
      does: 'has an accomplice who seals a packet of version 1 for real and cuts off the hash that protects it',
      code: 'E_FORMAT',
      defences: [LENGTH, PACKET_FORM],
      mutate: serve({ seal: withoutHash }),
    },
    {
      does: 'has an accomplice who signs a packet whose end was cut off, hash and all',
      code: 'E_FORMAT',
      defences: [LENGTH],
      mutate: serve({ seal: sealThen(withoutEnd) }),
    },
  ]),
];
