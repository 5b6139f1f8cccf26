import type { Bytes } from '@sealchart/protocol';
import { concatBytes, fromB64u, readDataPacket, sha256B64u, toB64u, writeDataPacket } from '@sealchart/protocol';
import { forge } from '@sealchart/sdk/testing';
import type { Stage } from '../harness/stage.ts';
import { row, variants } from '../harness/row.ts';
import { onContent } from './answers.ts';
import { DATA_PACKET, WITHOUT_TAGS, chainRule } from './checks.ts';
import { asReader, continued, flipped, forgedAuthor, newestOf, serveView, wholeView } from './forging.ts';
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

/** The owner of the note, who signs whatever form of a packet the server likes. */
async function signedNote(stage: Stage) {
  const note = await noteForVictim(stage);
  const [author, reader] = [await forgedAuthor(stage, note.owner), await forgedAuthor(stage, note.victim)];
  return { ...note, author, reader, view: await wholeView(note.owner, note.elementId) };
}

type NoteForVictim = Awaited<ReturnType<typeof noteForVictim>>;
type SignedNote = Awaited<ReturnType<typeof signedNote>>;

/** Takes every packet for one of the only form. */
const PACKET_FORM = {
  module: 'protocol/src/openpgp/data-packet.ts',
  check: 'readDataPacket',
  body: 'return { salt: bytes.slice(7, 39), chunks: bytes.subarray(39) };',
};

const open = ({ victim, elementId }: Pick<NoteForVictim, 'victim' | 'elementId'>) => victim.client.open(elementId);

/** Serves a version whose packet has another form than it should, with the hash and the key that belong to it. */
async function signedAs({ victim, elementId, view, author, reader }: SignedNote, change: (packet: Bytes) => Bytes): Promise<void> {
  const forgery = {
    elementId,
    recordId: author.accountId,
    before: await newestOf(view),
    at: Date.now(),
    readers: [asReader(author, 'owner'), asReader(reader, 'viewer')],
  };
  const whole = await forge(author, forgery);
  const dataPacket = change(whole.dataPacket);
  const reference = { ...whole.value.content, dataHash: await sha256B64u(dataPacket), dataLength: dataPacket.length };
  const { signed, value } = await forge(author, { ...forgery, reference });
  victim.tamper(serveView(continued(view, { ...whole, signed, value, dataPacket }, reader)));
}

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
    act: open,
  }),
  ...variants<NoteForVictim>(
    { id: 'H17', moment: 'first contact', setup: (stage) => noteForVictim(stage), act: open },
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
  ...variants<SignedNote>({ id: 'H17', moment: 'first contact', setup: signedNote, act: open }, [
    ...[
      { does: 'has an accomplice who signs a packet without protection, hash and all', change: asUnprotected },
      { does: 'has an accomplice who signs a packet of version 1, hash and all', change: asVersion1 },
      { does: 'has an accomplice who signs a packet of another mode, hash and all', change: asOtherMode },
    ].map(({ does, change }) => ({
      does,
      code: 'E_FORMAT' as const,
      defences: [PACKET_FORM],
      mutate: (world: SignedNote) => signedAs(world, change),
    })),
    {
      does: 'has an accomplice who signs a packet whose end was cut off, hash and all',
      code: 'E_FORMAT',
      defences: [chainRule('checkContentReference', 'return manifest.content;')],
      mutate: (world) => signedAs(world, withoutEnd),
    },
  ]),
];
