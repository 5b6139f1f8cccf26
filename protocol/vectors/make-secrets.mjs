// Makes the vectors of everything that hangs on a secret: derivations, slots, sealed keys, commitments, padding.
// Written with Node's own crypto and the texts of the formats, not with the SDK that reads them, so that the two can
// disagree. All inputs follow from names; the one identity in identity.json was made once and is kept.
//   node protocol/vectors/make-secrets.mjs
import {
  argon2Sync,
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

const folder = import.meta.dirname;
const NUL = Buffer.from([0]);
const b64u = (bytes) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const seeded = (name, octets = 32) => Buffer.from(hkdfSync('sha256', name, '', 'sealchart vectors', octets));
const join0 = (...parts) => Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [Buffer.from(part)] : [NUL, Buffer.from(part)])));
const hmac = (key, message) => createHmac('sha256', key).update(message).digest();
const hkdf = (ikm, info, octets = 32) => Buffer.from(hkdfSync('sha256', ikm, '', info, octets));
// Enough of RFC 8785 for objects of strings and integers with ASCII names.
const jcs = (value) =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner,
  );
const flip = (text) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`);
const pad = (inner, octets, filler = 0x20) => Buffer.concat([Buffer.from(inner), Buffer.alloc(octets - Buffer.byteLength(inner), filler)]);
const save = (name, value) => writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);

const instanceId = `ins_${b64u(seeded('instance', 16))}`;
const realm = 'records.example';
const identity = await readIdentity();
const accountId = `acc_${b64u(sha256(join0('sealchart/v1/account-id', instanceId, identity.fingerprint)).subarray(0, 16))}`;
const slotId = `slt_${b64u(seeded('slot', 16))}`;
const elementId = `elm_${b64u(seeded('element', 16))}`;
const accountKey = seeded('account key');

async function readIdentity() {
  const path = join(folder, 'identity.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const openpgp = await import('openpgp');
  const date = new Date('2026-01-01T00:00:00Z');
  const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm, v6Keys: true };
  const { privateKey } = await openpgp.generateKey({ type: 'curve25519', userIDs: [], date, format: 'object', config });
  const made = { fingerprint: privateKey.getFingerprint(), certificate: b64u(privateKey.toPublic().write()), secretKey: b64u(privateKey.write()) };
  writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

// Derivations

const kdfOf = (m, t, p) => ({ name: 'argon2id', m, t, p, salt: b64u(seeded('salt', 16)) });
const stretchOf = (password, { m, t, p, salt }) =>
  argon2Sync('argon2id', { message: password.normalize('NFKC'), nonce: Buffer.from(salt, 'base64url'), parallelism: p, tagLength: 32, memory: m, passes: t });
const loginSecretOf = (stretch, instance, name) => hmac(stretch, join0('login-password', 'sealchart/v1', instance, name));
const unlockKeyOf = (stretch, instance) => hmac(stretch, join0('private-key', 'sealchart/v1', instance));

const passwords = [
  ['correct horse battery staple', kdfOf(65536, 3, 4)],
  ['Pa\u00df\u2126 \ufb01\u006e\u0061\u0301l', kdfOf(65536, 3, 1)],
  ['x', kdfOf(66000, 4, 2)],
].map(([password, kdf]) => {
  const stretch = stretchOf(password, kdf);
  return {
    password,
    kdf,
    stretch: b64u(stretch),
    loginSecret: b64u(loginSecretOf(stretch, instanceId, realm)),
    unlockKey: b64u(unlockKeyOf(stretch, instanceId)),
  };
});

/** PKCS #8 and SPKI of X25519 (RFC 8410) up to the 32 bytes. */
const pkcs8 = (raw) => Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), raw]);
const spki = (raw) => Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), raw]);
const pairOf = (raw) => {
  const privateKey = createPrivateKey({ key: pkcs8(raw), format: 'der', type: 'pkcs8' });
  const publicRaw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { privateKey, publicRaw };
};
const slotInfo = (purpose) => join0(purpose, instanceId, accountId, slotId);
const slotSecret = Buffer.from(passwords[0].unlockKey, 'base64url');
const slotPair = pairOf(hkdf(slotSecret, slotInfo('sealchart/v1/slot-key')));
const originKey = hkdf(slotSecret, slotInfo('sealchart/v1/slot-origin'));
const head = sha256('the event before the bundle');
const macOf = (key, sequence, of) => hmac(key, join0('sealchart/v1/origin', instanceId, accountId, String(sequence), of));

save('derivations', {
  instanceId,
  realm,
  accountId,
  fingerprint: identity.fingerprint,
  passwords,
  words: wordIndexes(sha256(join0('sealchart/v1/words', instanceId, accountId, identity.fingerprint))),
  slot: {
    secret: b64u(slotSecret),
    slotId,
    publicKey: b64u(slotPair.publicRaw),
    originKey: b64u(originKey),
    origins: [1, 7].map((sequence) => ({ sequence, head: b64u(head), mac: b64u(macOf(originKey, sequence, head)) })),
  },
  recovery: [seeded('recovery code', 20), Buffer.alloc(20), Buffer.alloc(20, 0xff)].map((code) => ({
    code: b64u(code),
    words: recoveryIndexes(code),
    recoveryLogin: b64u(hmac(code, join0('recovery-login', 'sealchart/v1', instanceId, realm))),
    recoveryKey: b64u(hmac(code, join0('recovery-key', 'sealchart/v1', instanceId))),
  })),
});

/** Six indexes into the BIP-39 English list: 66 bits. */
function wordIndexes(digest, count = 6) {
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: count }, (_, i) => Number.parseInt(bits.slice(i * 11, i * 11 + 11), 2));
}

/** Fifteen indexes: 160 bits and the first five of their SHA-256 (BIP-39). */
function recoveryIndexes(code) {
  return wordIndexes(Buffer.concat([code, sha256(code)]), 15);
}

// Commitments

save(
  'commitments',
  ['first', 'second'].flatMap((name) =>
    [1, 2, 10_000].map((contentVersion) => {
      const sessionKey = seeded(`session key ${name}`);
      const info = join0('sealchart/v1/key-commitment', instanceId, elementId, String(contentVersion));
      return { sessionKey: b64u(sessionKey), instanceId, elementId, contentVersion, keyCommitment: b64u(hkdf(sessionKey, info)) };
    }),
  ),
);

// Padding: Padme of the PURBs paper, with the logarithms of its text

const padme = (length) => {
  const exponent = Math.floor(Math.log2(length));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  const unit = 2 ** (exponent - kept);
  return Math.ceil(length / unit) * unit;
};
const lengths = [1, 2, 1023, 1024, 1025, 1056, 1057, 4096, 4097, 65535, 65537, 100_000, 1_048_577, 8_000_000, 8_388_608, 5_000_000_000];
save('padding', {
  sizeClasses: lengths.map((length) => ({ length, sizeClass: Math.max(1024, length < 3 ? length : padme(length)) })),
  plaintexts: paddings(),
});

function paddings() {
  const content = {
    instance: instanceId,
    elementId,
    recordId: accountId,
    contentVersion: 1,
    author: { account: accountId, fingerprint: identity.fingerprint },
    schema: 'text/plain',
    title: 'A note',
    body: 'Grüße, 1.50 mg',
    attachments: [],
    addenda: [],
    openSalt: b64u(seeded('open salt', 16)),
  };
  const text = jcs(content);
  return {
    content,
    good: b64u(pad(text, 1024)),
    bad: {
      'one space too many': b64u(pad(text, 1025)),
      'one space too few': b64u(pad(text, 1023)),
      'zeros instead of spaces': b64u(pad(text, 1024, 0)),
      'spaces to another size class': b64u(pad(text, 1056)),
      'spaces inside': b64u(pad(text.replace('{', '{ '), 1024)),
      'members in another order': b64u(pad(JSON.stringify(content), 1024)),
      'a member twice': b64u(pad(text.replace('"title"', '"title":"A note","title"'), 1024)),
      'a field too many': b64u(pad(jcs({ ...content, extra: 1 }), 1024)),
      'a field too few': b64u(pad(jcs({ ...content, openSalt: undefined }), 1024)),
      'nothing but spaces': b64u(Buffer.alloc(1024, 0x20)),
      nothing: '',
    },
  };
}

// JWE (RFC 7516), compact, by hand

const seal = (name, cek, header, plaintext, encryptedKey = '', cipher = 'aes-256-gcm') => {
  const protectedHeader = b64u(Buffer.from(header));
  const iv = seeded(`iv ${name}`, 12);
  const gcm = createCipheriv(cipher, cek, iv);
  gcm.setAAD(Buffer.from(protectedHeader, 'ascii'));
  const sealed = Buffer.concat([gcm.update(plaintext), gcm.final()]);
  return [protectedHeader, encryptedKey, b64u(iv), b64u(sealed), b64u(gcm.getAuthTag())].join('.');
};
const withoutCtx = (header) => Object.fromEntries(Object.entries(header).filter(([name]) => name !== 'ctx'));

function sealedKeys() {
  const ctx = { context: 'sealchart/v1/sealed-keys', instance: instanceId, account: accountId, version: 3, fingerprint: identity.fingerprint };
  const header = { alg: 'dir', enc: 'A256GCM', ctx };
  const plaintext = Buffer.from(jcs({ keys: [{ fingerprint: identity.fingerprint, secretKey: identity.secretKey }] }));
  const make = (name, { header: changed = header, text = JSON.stringify(changed), inner = plaintext, key = accountKey } = {}) =>
    seal(`sealed keys ${name}`, key, text, inner);
  const good = make('good');
  const other = (name, change) => ({ [`another ${name} in ctx`]: make(name, { header: { ...header, ctx: { ...ctx, ...change } } }) });
  const keysOf = (keys) => Buffer.from(jcs({ keys }));
  return {
    accountKey: b64u(accountKey),
    instanceId,
    bundle: { accountId, version: 3, fingerprint: identity.fingerprint, certificate: identity.certificate },
    good,
    bad: {
      zip: make('zip', { header: { ...header, zip: 'DEF' }, inner: deflateRawSync(plaintext) }),
      crit: make('crit', { header: { ...header, crit: ['ctx'] } }),
      kid: make('kid', { header: { ...header, kid: 'a' } }),
      'a member of its own': make('extra', { header: { ...header, sealchart: 1 } }),
      'no ctx': make('no ctx', { header: withoutCtx(header) }),
      'a member too many in ctx': make('ctx extra', { header: { ...header, ctx: { ...ctx, more: 1 } } }),
      'a member twice': make('twice', { text: JSON.stringify(header).replace('{', '{"alg":"dir",') }),
      'spaces in the header': make('spaces', { text: JSON.stringify(header, null, 1) }),
      'another alg': make('alg', { header: { ...header, alg: 'A256GCMKW' } }),
      'another enc': seal('enc', seeded('short', 16), JSON.stringify({ ...header, enc: 'A128GCM' }), plaintext, '', 'aes-128-gcm'),
      ...other('context', { context: 'sealchart/v1/slot' }),
      ...other('instance', { instance: `ins_${b64u(seeded('other', 16))}` }),
      ...other('account', { account: `acc_${b64u(seeded('other', 16))}` }),
      ...other('version', { version: 2 }),
      ...other('fingerprint', { fingerprint: '00'.repeat(32) }),
      'another account key': make('key', { key: seeded('another account key') }),
      'flipped ciphertext': flipPart(good, 3),
      'flipped tag': flipPart(good, 4),
      'an encrypted key': good.replace('..', `.${b64u(seeded('ek', 40))}.`),
      'four parts': good.split('.').slice(0, 4).join('.'),
      'not in canonical form inside': make('jcs', { inner: Buffer.concat([plaintext, Buffer.from(' ')]) }),
      'no keys': make('none', { inner: keysOf([]) }),
      'a key under another name': make('name', { inner: keysOf([{ fingerprint: '11'.repeat(32), secretKey: identity.secretKey }]) }),
      'half a key': make('half', { inner: keysOf([{ fingerprint: identity.fingerprint, secretKey: identity.secretKey.slice(0, 200) }]) }),
      'bytes behind the key': make('behind', { inner: keysOf([{ fingerprint: identity.fingerprint, secretKey: b64u(Buffer.concat([Buffer.from(identity.secretKey, 'base64url'), Buffer.from([0xca, 3, 0x50, 0x47, 0x50])])) }]) }),
      'a certificate for a key': make('public', { inner: keysOf([{ fingerprint: identity.fingerprint, secretKey: identity.certificate }]) }),
    },
  };
}

function flipPart(jwe, part) {
  return jwe
    .split('.')
    .map((text, i) => (i === part ? flip(text) : text))
    .join('.');
}

const uint = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const part = (value) => Buffer.from(value ?? '', 'base64url');

/** Concat KDF (RFC 7518 section 4.6.2), one round: 256 bits for A256KW. */
const concatKdf = (shared, alg, apu, apv) => {
  const prefixed = (bytes) => Buffer.concat([uint(bytes.length), bytes]);
  return sha256(Buffer.concat([uint(1), shared, prefixed(Buffer.from(alg)), prefixed(apu), prefixed(apv), uint(256)]));
};
const keyWrap = (kek, cek) => {
  const cipher = createCipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([cipher.update(cek), cipher.final()]);
};

function slots() {
  const ctx = { context: 'sealchart/v1/slot', instance: instanceId, account: accountId, version: 3, slotId, kind: 'password', kdf: passwords[0].kdf };
  const make = (name, { change = (header) => header, inner = accountKey, to = slotPair.publicRaw, text = JSON.stringify } = {}) => {
    const ephemeral = pairOf(seeded(`ephemeral ${name}`));
    const publicKey = createPublicKey({ key: spki(to), format: 'der', type: 'spki' });
    const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
    const epk = { kty: 'OKP', crv: 'X25519', x: b64u(ephemeral.publicRaw) };
    const header = change({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', ctx, epk });
    const kek = concatKdf(shared, 'ECDH-ES+A256KW', part(header.apu), part(header.apv));
    const cek = seeded(`cek ${name}`);
    return seal(`slot ${name}`, cek, text(header), inner, b64u(keyWrap(kek, cek)));
  };
  const origin = { sequence: 1, mac: b64u(macOf(originKey, 1, head)) };
  const good = { slotId, kind: 'password', publicKey: b64u(slotPair.publicRaw), wrapped: make('good'), origin };
  const wrapped = (name, options) => ({ ...good, wrapped: make(name, options) });
  const header = (name, change) => wrapped(name, { change: (before) => ({ ...before, ...change }) });
  const context = (name, change) => header(name, { ctx: { ...ctx, ...change } });
  const stranger = pairOf(seeded('stranger')).publicRaw;
  return {
    instanceId,
    accountId,
    version: 3,
    secret: b64u(slotSecret),
    ctx,
    accountKey: b64u(accountKey),
    head: b64u(head),
    good,
    bad: {
      zip: wrapped('zip', { change: (before) => ({ ...before, zip: 'DEF' }), inner: deflateRawSync(accountKey) }),
      crit: header('crit', { crit: ['ctx'] }),
      kid: header('kid', { kid: 'a' }),
      apu: header('apu', { apu: 'AA' }),
      apv: header('apv', { apv: 'AA' }),
      'a member of its own': header('extra', { sealchart: 1 }),
      'no ctx': wrapped('no ctx', { change: withoutCtx }),
      'a member too many in ctx': context('ctx extra', { more: 1 }),
      'a member twice': wrapped('twice', { text: (value) => JSON.stringify(value).replace('{', '{"enc":"A256GCM",') }),
      'a member too many in epk': wrapped('epk', { change: (before) => ({ ...before, epk: { ...before.epk, use: 'enc' } }) }),
      'another curve': wrapped('crv', { change: (before) => ({ ...before, epk: { ...before.epk, crv: 'X448' } }) }),
      'another alg': header('alg', { alg: 'ECDH-ES' }),
      'another enc': header('enc', { enc: 'A256CBC-HS512' }),
      'another context': context('context', { context: 'sealchart/v1/sealed-keys' }),
      'another instance in ctx': context('instance', { instance: `ins_${b64u(seeded('other', 16))}` }),
      'another account in ctx': context('account', { account: `acc_${b64u(seeded('other', 16))}` }),
      'another version in ctx': context('version', { version: 2 }),
      'another slot in ctx': context('slot', { slotId: `slt_${b64u(seeded('other', 16))}` }),
      'another kind in ctx': header('kind', { ctx: { ...ctx, kind: 'recovery', kdf: undefined } }),
      'other parameters in ctx': context('kdf', { kdf: { ...ctx.kdf, t: 4 } }),
      'another salt in ctx': context('salt', { kdf: { ...ctx.kdf, salt: b64u(seeded('other', 16)) } }),
      'sealed to a stranger': wrapped('stranger', { to: stranger }),
      'public key of a stranger': { ...good, publicKey: b64u(stranger) },
      'a key of 31 bytes': wrapped('short', { inner: accountKey.subarray(1) }),
      'a key of 33 bytes': wrapped('long', { inner: Buffer.concat([accountKey, NUL]) }),
      'flipped encrypted key': { ...good, wrapped: flipPart(good.wrapped, 1) },
      'flipped ciphertext': { ...good, wrapped: flipPart(good.wrapped, 3) },
      'flipped tag': { ...good, wrapped: flipPart(good.wrapped, 4) },
    },
    /** Slots that open, but vouch for nothing. */
    badOrigins: {
      'a flipped mac': { ...good, origin: { ...origin, mac: flip(origin.mac) } },
      'the mac of another sequence': { ...good, origin: { ...origin, sequence: 2 } },
      'the mac of another event': { ...good, origin: { sequence: 1, mac: b64u(macOf(originKey, 1, sha256('another event'))) } },
      'a mac with another key': { ...good, origin: { sequence: 1, mac: b64u(macOf(seeded('another'), 1, head)) } },
      'the head in base64url': { ...good, origin: { sequence: 1, mac: b64u(macOf(originKey, 1, b64u(head))) } },
    },
  };
}

save('sealed-keys', sealedKeys());
save('slots', slots());
