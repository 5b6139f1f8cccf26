import { SealchartError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { PACKET, readOnlyPacket } from './packets.ts';
import type { SigningKey } from './public-key.ts';
import type { SignaturePacket } from './signature-packet.ts';
import { isSignedBy, readSignaturePacket } from './signature-packet.ts';
import { CREATION_TIME, issuerRule, requireSubpackets, v4Rules } from './subpackets.ts';

/** RFC 9580 section 5.2.1.1: signature of a binary document. */
const BINARY = 0x00;

/**
 * Verifies that the certificate's primary key signed exactly `data`. `signature` is one packet of type binary with
 * SHA-512, the hashed subpackets 2 and 33 (v4: 2, 16, salt notation, 33) and nothing unhashed; its time is ignored.
 * Throws `E_SIGNATURE` otherwise, whatever is wrong.
 */
export async function verifyDetached(certificate: Certificate, signature: Uint8Array, data: Uint8Array): Promise<void> {
  const packet = readStatementSignature(certificate.signing, signature);
  if (!(await isSignedBy(certificate.signing, packet, data))) throw new SealchartError('E_SIGNATURE');
}

function readStatementSignature(key: SigningKey, bytes: Uint8Array): SignaturePacket {
  try {
    const packet = readSignaturePacket(readOnlyPacket(bytes, PACKET.signature));
    if (packet.type !== BINARY) throw new SealchartError('E_FORMAT', { detail: 'another type of signature' });
    requireSubpackets(packet.subpackets, [CREATION_TIME, ...v4Rules(key), issuerRule(key)]);
    return packet;
  } catch (cause) {
    const detail = cause instanceof SealchartError ? cause.detail : undefined;
    throw new SealchartError('E_SIGNATURE', { ...(detail === undefined ? {} : { detail }), cause });
  }
}
