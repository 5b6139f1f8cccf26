import type { Bytes } from '@sealchart/protocol';
import {
  definitePacket,
  equalBytes,
  readCertificate,
  readDataPacket,
  readKeyPacket,
  readLiteralPacket,
  readPacket,
  verifyDetached,
  writeDataPacket,
  writePacket,
} from '@sealchart/protocol';
import { exportSecretKey, importSecretKey, openData, sealData, unwrapSessionKey } from '@sealchart/sdk/testing';
import type { Family } from '../family.ts';
import { bytesOf, requireTrue } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedBytes } from '../mutated-bytes.ts';
import { rightCertificates, rightPackets, rightSignatures, vectorKeys } from './vector-samples.ts';

const isOneOf = (bytes: Bytes, samples: readonly Bytes[]): boolean => samples.some((sample) => equalBytes(sample, bytes));

const literals = rightPackets('literal-packets');
const sealed = rightPackets('data-packets');
const keyPackets = rightPackets('key-packets');

/** Forms alone: what is taken is written again as the same bytes. */
const shapes: readonly Family[] = [
  {
    name: 'packets',
    inputs: mutatedBytes(...literals, ...sealed, ...keyPackets),
    refusals: ['E_FORMAT'],
    read: (input) => {
      const bytes = bytesOf(input);
      const { first, body, end } = readPacket(bytes);
      requireTrue(equalBytes(writePacket(first, body), bytes.subarray(0, end)), 'a second form');
      return true;
    },
  },
  {
    name: 'packets of partial lengths',
    inputs: mutatedBytes(...literals),
    refusals: ['E_FORMAT'],
    read: (input) => {
      const definite = definitePacket(bytesOf(input));
      requireTrue(equalBytes(definitePacket(definite), definite) && definite.length <= bytesOf(input).length + 5, 'twice is not once');
      readLiteralPacket(bytesOf(input));
      return true;
    },
  },
  {
    name: 'data packets',
    inputs: mutatedBytes(...sealed),
    refusals: ['E_FORMAT'],
    read: (input) => {
      const { salt, chunks } = readDataPacket(bytesOf(input));
      requireTrue(equalBytes(writeDataPacket(salt, [chunks]), bytesOf(input)), 'a second form');
      return true;
    },
  },
  {
    name: 'key packets',
    inputs: mutatedBytes(...keyPackets),
    refusals: ['E_FORMAT'],
    read: (input) => readKeyPacket(bytesOf(input)).fingerprint.length > 0,
  },
];

/** What is signed or sealed: nothing is taken but what was made. */
async function proven(): Promise<Family[]> {
  const certificates = rightCertificates();
  const signatures = rightSignatures();
  const keys = vectorKeys();
  const identities = [await importSecretKey(keys.modern, keys.accountId), await importSecretKey(keys.rsa, keys.accountId)];
  const content = new TextEncoder().encode('content '.repeat(40));
  const data = await sealData(keys.sessionKey, content);
  const signers = new Map<string, Awaited<ReturnType<typeof readCertificate>>>();
  for (const [name, bytes] of certificates) signers.set(name, await readCertificate(bytes));
  const certificateBytes = [...certificates.values()];
  return [
    {
      name: 'certificates',
      inputs: mutatedBytes(...certificateBytes),
      refusals: ['E_CERT'],
      share: 0.5,
      read: async (input) => {
        const certificate = await readCertificate(bytesOf(input));
        requireTrue(isOneOf(certificate.bytes, certificateBytes), 'a certificate that nobody made');
        return true;
      },
    },
    {
      name: 'detached signatures',
      inputs: mutatedBytes(...signatures.map(({ signature }) => signature)),
      refusals: ['E_SIGNATURE'],
      share: 0.5,
      read: async (input) => {
        for (const { certificate, data: signed } of signatures) {
          const signer = signers.get(certificate);
          if (signer && (await isVerified(signer, bytesOf(input), signed))) {
            requireTrue(
              isOneOf(
                bytesOf(input),
                signatures.map(({ signature }) => signature),
              ),
              'a signature that nobody made',
            );
            return true;
          }
        }
        return false;
      },
    },
    {
      name: 'secret keys',
      inputs: mutatedBytes(keys.modern, keys.rsa),
      refusals: ['E_BUNDLE'],
      share: 0.1,
      read: async (input) => {
        const identity = await importSecretKey(bytesOf(input), keys.accountId);
        requireTrue(equalBytes(exportSecretKey(identity), bytesOf(input)), 'another key');
        requireTrue(isOneOf(identity.certificate.bytes, certificateBytes), 'a certificate that nobody made');
        return true;
      },
    },
    {
      name: 'wrapped session keys',
      inputs: mutatedBytes(...keyPackets),
      refusals: ['E_KEY_PACKET'],
      share: 0.2,
      read: async (input) => {
        requireTrue((await unwrapSessionKey(identities, bytesOf(input))).length === 32, 'no session key');
        // RSA leaves the length to the padding; what comes out is nobody's key until its commitment was compared.
        return true;
      },
    },
    {
      name: 'sealed content',
      inputs: mutatedBytes(data, ...sealed),
      refusals: ['E_FORMAT', 'E_HASH'],
      share: 0.5,
      read: async (input) => {
        const opened = await openData(keys.sessionKey, bytesOf(input));
        requireTrue(
          equalBytes(bytesOf(input), data) ? equalBytes(opened, content) : isOneOf(bytesOf(input), sealed),
          'content that nobody sealed',
        );
        return true;
      },
    },
  ];
}

async function isVerified(signer: Parameters<typeof verifyDetached>[0], signature: Bytes, data: Bytes): Promise<boolean> {
  try {
    await verifyDetached(signer, signature, data);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'E_SIGNATURE') return false;
    throw error;
  }
}

/** OpenPGP (RFC 9580): packets, certificates, signatures, secret keys, session keys, sealed content. */
export async function packetsGroup(): Promise<Group> {
  return { families: [...shapes, ...(await proven())] };
}
