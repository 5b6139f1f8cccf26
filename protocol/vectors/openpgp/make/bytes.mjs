// Bytes, packets and seeded randomness for make-openpgp.mjs.
import { createHash } from 'node:crypto';

export const cat = (...parts) => new Uint8Array(Buffer.concat(parts));
export const bytes = (...octets) => Uint8Array.from(octets);
export const hex = (text) => new Uint8Array(Buffer.from(text, 'hex'));
export const text = (value) => new TextEncoder().encode(value);
export const b64u = (value) => Buffer.from(value).toString('base64url');
export const fromB64u = (value) => new Uint8Array(Buffer.from(value, 'base64url'));
export const sha512 = (...parts) =>
  new Uint8Array(
    createHash('sha512')
      .update(cat(...parts))
      .digest(),
  );
export const uint = (value, octets) => Uint8Array.from({ length: octets }, (_, i) => Math.floor(value / 256 ** (octets - 1 - i)) % 256);
export const little = (value) => Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
export const fromLittle = (value) => value.reduceRight((sum, octet) => (sum << 8n) + BigInt(octet), 0n);
export const fromBig = (value) => fromLittle(value.toReversed());
export const edit = (value, offset, ...octets) => {
  const copy = Uint8Array.from(value);
  copy.set(octets, offset);
  return copy;
};
export const length = (octets) =>
  octets < 192 ? bytes(octets) : octets < 8384 ? uint(octets - 192 + (192 << 8), 2) : cat(bytes(255), uint(octets, 4));
export const packet = (first, body) => cat(bytes(first), length(body.length), body);
export const longForm = (first, body) => cat(bytes(first, 255), uint(body.length, 4), body);
/** Splits well-formed packets: [{ first, body, whole }]. */
export const split = (value) => {
  const packets = [];
  for (let offset = 0; offset < value.length;) {
    const lead = value[offset + 1];
    const size = lead < 192 ? 1 : lead < 224 ? 2 : 5;
    const octets =
      size === 1 ? lead : size === 2 ? ((lead - 192) << 8) + value[offset + 2] + 192 : Buffer.from(value).readUInt32BE(offset + 2);
    const start = offset + 1 + size;
    packets.push({ first: value[offset], body: value.slice(start, start + octets), whole: value.slice(offset, start + octets) });
    offset = start + octets;
  }
  return packets;
};

let counter = 0;
export const seeded = (octets) => {
  const blocks = [];
  for (let have = 0; have < octets; have += 64) blocks.push(sha512(text(`sealchart openpgp vectors ${(counter += 1)}`)));
  return cat(...blocks).slice(0, octets);
};
