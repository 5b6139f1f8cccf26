import type { Bytes, Certificate } from '@sealchart/protocol';
import { concatBytes } from '@sealchart/protocol';
import { wrapSessionKey } from '@sealchart/sdk/testing';
import { variants } from '../harness/row.ts';
import { openElement } from './acts.ts';
import { LENGTH, PACKET_FORM, SIGNATURE } from './checks.ts';
import type { NoteOfAccomplice } from './forged-notes.ts';
import { libraryCertificate, libraryKey, noteOfAccomplice, serve, serveVersion, signWithLibrary } from './forged-notes.ts';
import { sealAs, sealNamed, sealThen, signAsText, signWithSha256, withOctets, wrapAsVersion3 } from './older-packets.ts';

const LITERAL_FORM = {
  module: 'protocol/src/openpgp/data-packet.ts',
  check: 'readLiteralPacket',
  body: 'const { body } = joinPacket(bytes); return body.subarray(6 + body[1]);',
};
/** Takes a packet of version 3 as well: what is behind its key id. */
const KEY_PACKET_FORM = {
  module: 'protocol/src/openpgp/key-packet.ts',
  check: 'readKeyPacket',
  body: "return { algorithm: 'x25519', fingerprint: '', ephemeral: bytes.slice(12, 44), wrapped: bytes.slice(46) };",
};
const OWN_KEY = {
  module: 'mobile-sdk/src/crypto/key-packet.ts',
  check: 'unwrapSessionKey',
  body: 'const { ephemeral, wrapped } = readKeyPacket(keyPacket); return unwrapX25519(identities[0], ephemeral, wrapped);',
};

const common = { id: 'H31', moment: 'first contact', setup: noteOfAccomplice, act: openElement } as const;

/** H31: ciphertexts, key packets and signatures of other formats; their author has the keys of the note and is on the server's side. */
export const otherPackets = [
  ...variants<NoteOfAccomplice>(
    common,
    [
      { what: 'version 1, with a hash in place of tags', seal: sealAs({ isClassic: true }) },
      { what: 'no protection at all (tag 9)', seal: sealThen(withOctets({ at: 0, octet: 0xc9 })) },
      { what: 'the form of a former draft (tag 20)', seal: sealThen(withOctets({ at: 0, octet: 0xd4 }, { at: 3, octet: 1 })) },
      { what: 'OCB in place of GCM', seal: sealAs({ aeadAlgorithm: 'ocb' }) },
      { what: 'EAX in place of GCM', seal: sealAs({ aeadAlgorithm: 'eax' }) },
      { what: 'AES-128', seal: sealThen(withOctets({ at: 4, octet: 7 })) },
      { what: 'chunks of 4 KiB', seal: sealAs({ chunkSizeByte: 6 }) },
      { what: 'partial lengths', seal: sealAs({ isPartial: true }) },
      { what: 'an old packet header', seal: sealThen(withOctets({ at: 0, octet: 0xa5 })) },
    ].map(({ what, seal }) => ({
      does: `has an accomplice who seals a content with ${what}`,
      code: 'E_FORMAT' as const,
      defences: [LENGTH, PACKET_FORM],
      mutate: serve({ seal }),
    })),
  ),
  ...variants<NoteOfAccomplice>(common, [
    {
      does: 'has an accomplice who seals a message with a file name in it',
      code: 'E_FORMAT',
      defences: [LITERAL_FORM],
      mutate: serve({ seal: sealNamed }),
    },
    {
      // Not E_FORMAT: a reader is told whose key packet it is, because an author can make another.
      does: 'has an accomplice who wraps a session key in a packet of version 3',
      code: 'E_KEY_PACKET',
      defences: [KEY_PACKET_FORM, OWN_KEY],
      mutate: serve({ wrap: async (certificate, key) => wrapAsVersion3(await libraryCertificate(certificate), key) }),
    },
    {
      does: 'has an accomplice who wraps a session key with two packets in one',
      code: 'E_KEY_PACKET',
      defences: [
        {
          ...KEY_PACKET_FORM,
          body: "return { algorithm: 'x25519', fingerprint: '', ephemeral: bytes.slice(38, 70), wrapped: bytes.slice(71, 111) };",
        },
        OWN_KEY,
      ],
      mutate: serve({ wrap: twice }),
    },
  ]),
  // Not E_FORMAT: to whoever reads it a signature of another kind is none.
  ...variants<NoteOfAccomplice>(
    common,
    [
      { what: 'with SHA-256', sign: signWithSha256 },
      {
        what: 'with SHA-1',
        sign: async (bytes: Bytes, key: LibraryKey) => withOctets({ at: 5, octet: 2 })(await signWithLibrary(bytes, key)),
      },
      { what: 'as a text', sign: signAsText },
      {
        what: 'in a packet of version 4',
        sign: async (bytes: Bytes, key: LibraryKey) => withOctets({ at: 2, octet: 4 })(await signWithLibrary(bytes, key)),
      },
      {
        what: 'twice',
        sign: async (bytes: Bytes, key: LibraryKey) => concatBytes(await signWithLibrary(bytes, key), await signWithLibrary(bytes, key)),
      },
    ].map(({ what, sign }) => ({
      does: `has an accomplice who signs a manifest ${what}`,
      code: 'E_SIGNATURE' as const,
      defences: [SIGNATURE],
      mutate: async (world: NoteOfAccomplice) => {
        const key = await libraryKey(world);
        await serveVersion(world, { sign: (bytes) => sign(bytes, key) });
      },
    })),
  ),
  ...variants<NoteOfAccomplice>(
    common,
    ['sealchart/v0/element-manifest', 'sealchart/v2/element-manifest'].map((context) => ({
      // Not E_FORMAT: a statement of another version is one of another context.
      does: `has an accomplice who signs a manifest of another version, ${context}`,
      code: 'E_CONTEXT' as const,
      defences: [{ module: 'protocol/src/statements/signed-statement.ts', check: 'requireContext' }],
      mutate: serve({ manifest: { context: context as 'sealchart/v1/element-manifest' } }),
    })),
  ),
];

type LibraryKey = Awaited<ReturnType<typeof libraryKey>>;

async function twice(certificate: Certificate, sessionKey: Bytes): Promise<Bytes> {
  const packet = await wrapSessionKey(certificate, sessionKey);
  return concatBytes(packet, packet);
}
