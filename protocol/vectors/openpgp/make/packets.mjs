// Rows of data-packets.json, literal-packets.json and definite-packets.json.
import { deflateSync } from 'node:zlib';
import * as openpgp from 'openpgp';
import { b64u, bytes, cat, edit, fromB64u, length, longForm, packet, text, uint } from './bytes.mjs';
import { DATE, config, kept, sessionKey } from './forge.mjs';

const sealWith = async (plaintext, { aead = 'gcm', algorithm = 'aes256', ...more } = {}) =>
  openpgp.encrypt({
    message: await openpgp.createMessage({ binary: plaintext, date: new Date(0) }),
    sessionKey: {
      data: sessionKey.slice(0, algorithm === 'aes256' ? 32 : 16),
      algorithm,
      aeadAlgorithm: aead === 'none' ? undefined : aead,
    },
    date: DATE,
    format: 'binary',
    config: { ...config, ...more },
  });
/** Joins partial lengths; of a definite packet the body. */
const join = (value) => {
  const parts = [];
  for (let offset = 1; ;) {
    const lead = value[offset];
    const isPartial = lead >= 224 && lead < 255;
    const size = lead < 192 || isPartial ? 1 : lead < 224 ? 2 : 5;
    const octets = isPartial
      ? 2 ** (lead & 31)
      : size === 1
        ? lead
        : size === 2
          ? ((lead - 192) << 8) + value[offset + 1] + 192
          : Buffer.from(value).readUInt32BE(offset + 1);
    parts.push(value.slice(offset + size, offset + size + octets));
    offset += size + octets;
    if (!isPartial) return cat(...parts);
  }
};
const plaintext = new Uint8Array(1024).fill(0x20);
const partial = await sealWith(plaintext);
const body = join(partial);
export const sealed = packet(0xd2, body);
const large = packet(0xd2, join(await sealWith(new Uint8Array(9_000).fill(0x20))));
const small = await sealWith(text('short'));
const inner = (value) => packet(0xd2, value);
const goodData = (name, what, data, content) => ({ name, what, packet: data, content, expect: 'ok' });
const badData = (name, what, data) => ({ name, what, packet: data, expect: 'E_FORMAT' });
export const dataPackets = [
  goodData('one octet of length', 'a short message', small, text('short')),
  goodData('two octets of length', '1,024 spaces', sealed, plaintext),
  goodData('five octets of length', '9,000 spaces', large, new Uint8Array(9_000).fill(0x20)),
  badData('empty', 'no bytes', bytes()),
  badData('partial lengths', 'as openpgp.js writes it', partial),
  badData('long length', 'a length that is not in shortest form', longForm(0xd2, body)),
  badData('long length of a short one', 'five octets of length for less than 192', longForm(0xd2, join(small))),
  badData('old header', 'old format has no type 18', cat(bytes(0x9a), uint(body.length, 4), body)),
  badData('SEIPDv1', 'without AEAD', packet(0xd2, join(await sealWith(plaintext, { aead: 'none', aeadProtect: false })))),
  badData('OCB', 'another AEAD mode', inner(join(await sealWith(plaintext, { aead: 'ocb' })))),
  badData('EAX', 'another AEAD mode', inner(join(await sealWith(plaintext, { aead: 'eax' })))),
  badData('AES-128', 'another cipher', inner(join(await sealWith(plaintext, { algorithm: 'aes128' })))),
  badData('chunk octet', 'chunks of 4 MiB', inner(join(await sealWith(plaintext, { aeadChunkSizeByte: 16 })))),
  badData('version 3', 'an unknown version', inner(edit(body, 0, 3))),
  badData('tag 9', 'the tag of a packet without integrity', packet(0xc9, body)),
  badData('tag 20', 'the AEAD packet of a draft', packet(0xd4, body)),
  badData('key packet in front', 'a whole message', cat(fromB64u(kept.keyPackets.modern), sealed)),
  badData('trailing byte', 'one byte behind the packet', cat(sealed, bytes(0))),
  badData('trailing packet', 'a marker packet behind it', cat(sealed, packet(0xca, text('PGP')))),
  badData('two packets', 'two data packets', cat(sealed, sealed)),
  badData('truncated', 'the last byte is missing', sealed.slice(0, -1)),
  badData('header alone', 'nothing but the beginning', sealed.slice(0, 4)),
  badData('no chunks', 'salt and nothing behind it', inner(body.slice(0, 36))),
  badData('final tag alone', 'no chunk with content', inner(body.slice(0, 36 + 32))),
  badData('plain text', 'something unsealed where a packet belongs', text('{"resourceType":"Patient"}')),
].map(({ packet: data, content, ...row }) => ({ ...row, packet: b64u(data), ...(content ? { content: b64u(content) } : {}) }));

const BODY = cat(bytes(0x62, 0, 0, 0, 0, 0), plaintext);
const pieces = (...sizes) => {
  const parts = [bytes(0xcb)];
  let offset = 0;
  for (const size of sizes) {
    parts.push(bytes(224 + size), BODY.slice(offset, offset + 2 ** size));
    offset += 2 ** size;
  }
  const rest = BODY.slice(offset);
  return cat(...parts, length(rest.length), rest);
};
const compressed = packet(0xc8, cat(bytes(2), deflateSync(packet(0xcb, BODY))));
export const literalPackets = [
  {
    name: 'definite',
    what: 'as openpgp.js writes it',
    packet: (await openpgp.createMessage({ binary: plaintext, date: new Date(0) })).write(),
    content: plaintext,
  },
  { name: 'five octets', what: 'a longer definite length', packet: longForm(0xcb, BODY), content: plaintext },
  { name: 'partial', what: 'partial lengths', packet: pieces(9, 3, 0, 2), content: plaintext },
  { name: 'partial, empty end', what: 'partial lengths that end with none', packet: pieces(10, 2, 1), content: plaintext },
  { name: 'no content', what: 'an empty body', packet: packet(0xcb, BODY.slice(0, 6)), content: bytes() },
  { name: 'first partial too short', what: 'below 512', packet: pieces(8, 9) },
  { name: 'partial without end', what: 'no definite length at the end', packet: cat(bytes(0xcb, 224 + 9), BODY.slice(0, 512)) },
  { name: 'text', what: 'format u', packet: packet(0xcb, edit(BODY, 0, 0x75)) },
  { name: 'file name', what: 'a name leaks', packet: packet(0xcb, cat(bytes(0x62, 1, 0x61, 0, 0, 0, 0), plaintext)) },
  { name: 'date', what: 'a clock leaks', packet: (await openpgp.createMessage({ binary: plaintext, date: DATE })).write() },
  { name: 'compressed', what: 'a compressed packet', packet: compressed },
  { name: 'another type', what: 'the body of a literal packet in a compressed one', packet: packet(0xc8, BODY) },
  { name: 'trailing byte', what: 'one byte behind the packet', packet: cat(packet(0xcb, BODY), bytes(0)) },
  { name: 'padding behind', what: 'a padding packet behind it', packet: cat(packet(0xcb, BODY), packet(0xd5, bytes(1, 2, 3))) },
  { name: 'old header', what: 'old format', packet: cat(bytes(0xae), uint(BODY.length, 4), BODY) },
  { name: 'truncated', what: 'the last byte is missing', packet: packet(0xcb, BODY).slice(0, -1) },
  { name: 'header cut', what: 'the date is cut', packet: packet(0xcb, BODY.slice(0, 5)) },
].map(({ packet: data, content, ...row }) => ({
  ...row,
  packet: b64u(data),
  ...(content ? { content: b64u(content), expect: 'ok' } : { expect: 'E_FORMAT' }),
}));

export const definitePackets = [
  { name: 'partial data packet', what: 'as openpgp.js writes it', input: partial, output: sealed },
  { name: 'definite data packet', what: 'nothing to do', input: sealed, output: sealed },
  { name: 'long length', what: 'a longer definite length', input: longForm(0xd2, body), output: sealed },
  { name: 'short', what: 'one octet of length', input: small, output: small },
  { name: 'large', what: 'five octets of length', input: await sealWith(new Uint8Array(9_000).fill(0x20)), output: undefined },
  { name: 'trailing byte', what: 'one byte behind the packet', input: cat(partial, bytes(0)) },
  { name: 'truncated', what: 'the last byte is missing', input: partial.slice(0, -1) },
  { name: 'old header', what: 'old format', input: cat(bytes(0xae), uint(body.length, 4), body) },
  { name: 'empty', what: 'no bytes', input: bytes() },
].map(({ input, ...row }) => {
  const output = 'output' in row ? (row.output ?? packet(0xd2, join(input))) : undefined;
  const { name, what } = row;
  return { name, what, packet: b64u(input), ...(output ? { output: b64u(output), expect: 'ok' } : { expect: 'E_FORMAT' }) };
});
