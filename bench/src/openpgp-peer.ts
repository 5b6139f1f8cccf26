import { concatBytes, definitePacket, fromB64u, readDataPacket } from '@sealchart/protocol';
import type { Bytes, ElementWrite } from '@sealchart/protocol';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import { exportSecretKey } from '@sealchart/sdk/testing';
import * as openpgp from 'openpgp';

/** What a sealed element is to OpenPGP: one encrypted message, and a signature beside a statement. */
export interface OpenPgpElement {
  /** Key packet and data packet. */
  readonly message: Bytes;
  readonly statement: Bytes;
  readonly signature: Bytes;
}

/** v6, AES-256-GCM, as the product seals. */
const config = {
  aeadProtect: true,
  preferredAEADAlgorithm: openpgp.enums.aead.gcm,
  preferredSymmetricAlgorithm: openpgp.enums.symmetric.aes256,
} satisfies openpgp.PartialConfig;
const format = 'binary';
/** Octets of a v6 key packet for X25519. */
const KEY_PACKET_OCTETS = 111;

/** openpgp.js with the keys of the same account, through its own plain calls, keys parsed once. */
export class OpenPgpPeer {
  readonly #privateKey: openpgp.PrivateKey;
  readonly #publicKey: openpgp.Key;

  private constructor(privateKey: openpgp.PrivateKey) {
    this.#privateKey = privateKey;
    this.#publicKey = privateKey.toPublic();
  }

  static async of({ identity }: UnlockedSession): Promise<OpenPgpPeer> {
    return new OpenPgpPeer(await openpgp.readPrivateKey({ binaryKey: exportSecretKey(identity) }));
  }

  /** Encrypts the padded plaintext to the certificate and signs the statement apart. */
  async seal(padded: Bytes, statement: Bytes): Promise<OpenPgpElement> {
    const message = await openpgp.createMessage({ binary: padded });
    const encrypted: unknown = await openpgp.encrypt({ message, encryptionKeys: this.#publicKey, format, config });
    return { message: encrypted as Bytes, statement, signature: await this.sign(statement) };
  }

  /** Wraps a session key to the certificate, as a share does, and signs a statement apart. */
  async wrapAndSign(sessionKey: Bytes, statement: Bytes): Promise<void> {
    const aes = { algorithm: 'aes256', aeadAlgorithm: 'gcm' } as const;
    await openpgp.encryptSessionKey({ data: sessionKey, ...aes, encryptionKeys: this.#publicKey, format, config });
    await this.sign(statement);
  }

  /** Signs a statement apart. */
  async sign(statement: Bytes): Promise<Bytes> {
    const message = await openpgp.createMessage({ binary: statement });
    const signature: unknown = await openpgp.sign({ message, signingKeys: this.#privateKey, detached: true, format, config });
    return signature as Bytes;
  }

  /** Verifies a statement's signature. Throws when it is not of this key. */
  async verify({ statement, signature }: Pick<OpenPgpElement, 'statement' | 'signature'>): Promise<void> {
    const verified = await openpgp.verify({
      message: await openpgp.createMessage({ binary: statement }),
      signature: await openpgp.readSignature({ binarySignature: signature }),
      verificationKeys: this.#publicKey,
      format,
      config,
    });
    await verified.signatures[0]?.verified;
  }

  /** Verifies the statement's signature, then decrypts. Throws when either fails. */
  async open(element: OpenPgpElement): Promise<Bytes> {
    await this.verify(element);
    const message = await openpgp.readMessage({ binaryMessage: element.message });
    const { data } = await openpgp.decrypt({ message, decryptionKeys: this.#privateKey, format, config });
    return data as Bytes;
  }
}

/** What the product sent, as OpenPGP sees it. */
export function toOpenPgp({ manifest, dataPacket, keyPackets }: ElementWrite): OpenPgpElement {
  const message = concatBytes(fromB64u(keyPackets[0]?.packet ?? ''), fromB64u(dataPacket ?? ''));
  return { message, statement: fromB64u(manifest.statement), signature: fromB64u(manifest.signature) };
}

/** Throws `E_FORMAT` unless a message is what the product stores: a v6 key packet, then AES-256-GCM. A control in another mode is none. */
export function requireSameMode({ message }: OpenPgpElement): void {
  readDataPacket(definitePacket(message.subarray(KEY_PACKET_OCTETS)));
}
