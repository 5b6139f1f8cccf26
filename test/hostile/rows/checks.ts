import type { Defence } from '../harness/build.ts';

/** Checks that refuse more than one attack, by the file that holds them. */
const within =
  (module: string) =>
  (check: string, body?: string): Defence => ({ module, check, ...(body === undefined ? {} : { body }) });

export const manifestCheck = within('mobile-sdk/src/features/elements/manifest-checks.ts');
export const contentCheck = within('mobile-sdk/src/features/elements/content-checks.ts');
export const chainRule = within('protocol/src/statements/element-chain.ts');

/** That the certificate at hand made the signature. */
export const SIGNATURE: Defence = { module: 'protocol/src/openpgp/signature.ts', check: 'verifyDetached' };

/** That the pinned key of the instance made the signature. */
export const INSTANCE_SIGNATURE: Defence = {
  module: 'protocol/src/statements/instance-statement.ts',
  check: 'verifyInstanceStatement',
  body: 'return readStatementValue(schema, context, instanceId, fromB64u(signed.statement));',
};

/** That the signature is of the named author's own certificate, and there at all. */
export const AUTHOR_SIGNATURE: Defence = { module: 'protocol/src/statements/signed-statement.ts', check: 'verifyStatement' };

/** That a data packet is the one whose hash was signed. */
export const DATA_PACKET = contentCheck('requireDataPacket', 'return readDataPacket(dataPacket);');

/** The same packet opened as a client would that does not ask for tags: the bytes come out as they were changed. */
export const WITHOUT_TAGS = {
  module: 'mobile-sdk/src/crypto/seipd.ts',
  check: 'openData',
  body: `
    const { salt, chunks } = readDataPacket(dataPacket);
    const derived = await hkdfSha256(sessionKey, OPENING, KEY_OCTETS + PREFIX_OCTETS, salt);
    const key = await crypto.subtle.importKey('raw', derived.subarray(0, KEY_OCTETS), 'AES-CTR', false, ['decrypt']);
    const counter = concatBytes(derived.subarray(KEY_OCTETS), eightOctets(0), uintBytes(2, 4));
    const sealed = chunks.subarray(0, chunks.length - 2 * TAG_OCTETS);
    return readLiteralPacket(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CTR', counter, length: 32 }, key, sealed)));
  `,
} satisfies Defence;

/** A length that no packet of this form has is refused by itself. */
export const LENGTH = chainRule('checkContentReference', 'return manifest.content;');
/** Takes every packet for one of the only form. */
export const PACKET_FORM = {
  module: 'protocol/src/openpgp/data-packet.ts',
  check: 'readDataPacket',
  body: 'return { salt: bytes.slice(7, 39), chunks: bytes.subarray(39) };',
};
