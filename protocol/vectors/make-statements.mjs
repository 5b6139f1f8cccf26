// Makes statements.json, account-chains.json and anchors.json: signed by openpgp.js, so that the readers are held against another implementation.
// Run after a build: node protocol/vectors/make-statements.mjs. Keys and signatures are new each time; what is expected stays.
import { createHash, generateKeyPairSync, randomBytes, sign as signRaw } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as openpgp from 'openpgp';
import { accountIdOf, jcsBytes, readCertificate, toB64u } from '../dist/index.js';

const instance = `ins_${randomBytes(16).toString('base64url')}`;
const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm, v6Keys: true };
const at = '2026-01-02T03:04:05Z';
const hash = (bytes) => createHash('sha256').update(bytes).digest('base64url');
const zeros = toB64u(new Uint8Array(32));

async function person() {
  const { privateKey } = await openpgp.generateKey({ type: 'curve25519', userIDs: [], format: 'object', date: new Date(at), config });
  const certificate = privateKey.toPublic().write();
  const read = await readCertificate(certificate);
  return { privateKey, certificate: toB64u(certificate), read, fingerprint: read.fingerprint, account: await accountIdOf(instance, read.fingerprint) };
}

async function signBytes(who, bytes) {
  const message = await openpgp.createMessage({ binary: bytes });
  const signature = await openpgp.sign({ message, signingKeys: who.privateKey, detached: true, format: 'binary', date: new Date(at), config });
  return { statement: toB64u(bytes), signature: toB64u(signature) };
}
const sign = (who, value) => signBytes(who, jcsBytes(value));
const text = (who, json) => signBytes(who, new TextEncoder().encode(json));

const alice = await person();
const bob = await person();
const elementId = `elm_${randomBytes(16).toString('base64url')}`;
const common = (context, who) => ({
  context,
  instance,
  author: { account: who.account, fingerprint: who.fingerprint },
  authoredAt: at,
  checkpoint: null,
});

const entry = (who, role) => ({ principal: who.account, role, epoch: 0, fingerprint: who.read.encryption.fingerprint });
const content = {
  contentVersion: 1,
  dataHash: zeros,
  dataLength: 1_120,
  sizeClass: 1_024,
  keyCommitment: zeros,
  openHash: zeros,
  addenda: { count: 0, head: zeros },
  blobs: [],
};
const manifest = {
  ...common('sealchart/v1/element-manifest', alice),
  kind: 'content',
  elementId,
  recordId: alice.account,
  version: 1,
  previous: null,
  audience: [entry(alice, 'owner')],
  content,
};
const profile = { ...common('sealchart/v1/profile', alice), number: 1, previous: null, name: 'Ada Example' };
const verification = {
  ...common('sealchart/v1/verification', alice),
  subject: { account: bob.account, fingerprint: bob.fingerprint },
  method: 'words',
  result: 'verified',
  number: 1,
  previous: null,
};
const anchor = {
  ...common('sealchart/v1/anchor', alice),
  recordId: alice.account,
  number: 1,
  previous: null,
  size: 3,
  root: zeros,
  cause: 'rotation',
};
const addendum = {
  ...common('sealchart/v1/addendum', alice),
  elementId,
  recordId: alice.account,
  number: 1,
  contentVersion: 1,
  bodyHash: zeros,
  text: 'Seen again: no reaction.',
};
const create = (who) => ({
  ...common('sealchart/v1/account-event', who),
  kind: 'create',
  sequence: 1,
  previous: null,
  profile: 'modern',
  fingerprint: who.fingerprint,
  certificateHash: who.read.hash,
});
const bundle = (who, sequence, previous, bundleVersion = 1, account = who.account) => ({
  ...common('sealchart/v1/account-event', who),
  author: { account, fingerprint: who.fingerprint },
  kind: 'bundle',
  sequence,
  previous,
  bundleVersion,
  bundleHash: zeros,
});
const rotate = (before, after, sequence, previous) => ({
  ...common('sealchart/v1/account-event', before),
  kind: 'rotate',
  sequence,
  previous,
  profile: 'modern',
  fingerprint: after.fingerprint,
  certificateHash: after.read.hash,
  cause: 'routine',
});
const revoke = (who, sequence, previous) => ({
  ...common('sealchart/v1/account-event', who),
  kind: 'revoke',
  sequence,
  previous,
  fingerprint: who.fingerprint,
  cause: 'closed',
});

const without = (value, key) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
const statements = [];
/** `expect` is 'ok' or the code of the refusal. */
const add = async (name, context, signed, expect) => statements.push({ name, context, instance, certificate: alice.certificate, ...(await signed), expect });
const M = 'sealchart/v1/element-manifest';
await add('manifest', M, sign(alice, manifest), 'ok');
await add('manifest of two readers', M, sign(alice, { ...manifest, audience: [entry(alice, 'owner'), entry(bob, 'viewer')].sort((a, b) => (a.principal < b.principal ? -1 : 1)) }), 'ok');
await add('profile', 'sealchart/v1/profile', sign(alice, profile), 'ok');
await add('verification', 'sealchart/v1/verification', sign(alice, verification), 'ok');
await add('account event', 'sealchart/v1/account-event', sign(alice, create(alice)), 'ok');
await add('anchor', 'sealchart/v1/anchor', sign(alice, anchor), 'ok');
await add('addendum', 'sealchart/v1/addendum', sign(alice, addendum), 'ok');
await add('profile shown as manifest', M, sign(alice, profile), 'E_CONTEXT');
await add('manifest shown as profile', 'sealchart/v1/profile', sign(alice, manifest), 'E_CONTEXT');
await add('manifest without context', M, sign(alice, without(manifest, 'context')), 'E_CONTEXT');
await add('manifest of another instance', M, sign(alice, { ...manifest, instance: `ins_${randomBytes(16).toString('base64url')}` }), 'E_INSTANCE');
await add('signed by another key than named', M, sign(bob, manifest), 'E_SIGNATURE');
await add('names a key that is not the certificate', M, sign(alice, { ...manifest, author: { account: alice.account, fingerprint: bob.fingerprint } }), 'E_AUTHOR');
await add('signature of another statement', M, (async () => ({ statement: toB64u(jcsBytes(manifest)), signature: (await sign(alice, profile)).signature }))(), 'E_SIGNATURE');
await add('not canonical: a space', M, text(alice, JSON.stringify(manifest).replace(',', ', ')), 'E_FORMAT');
await add('not canonical: order of keys', M, text(alice, JSON.stringify(manifest)), 'E_FORMAT');
await add('not JSON', M, text(alice, 'manifest'), 'E_FORMAT');
for (const key of ['author', 'authoredAt', 'checkpoint', 'kind', 'elementId', 'recordId', 'version', 'previous', 'audience']) {
  await add(`manifest without ${key}`, M, sign(alice, without(manifest, key)), 'E_FORMAT');
}
for (const [name, change] of Object.entries({
  'unknown field': { note: 'x' },
  'null where nothing may be null': { sectionId: null },
  'version 0': { version: 0 },
  'version as text': { version: '1' },
  'version with fraction': { version: 1.5 },
  'time with milliseconds': { authoredAt: '2026-01-02T03:04:05.000Z' },
  'time that does not exist': { authoredAt: '2026-02-30T03:04:05Z' },
  'id in another spelling': { elementId: `elm_${'A'.repeat(21)}B` },
  'audience twice': { audience: [entry(alice, 'owner'), entry(alice, 'owner')] },
  'audience not sorted': { audience: [entry(alice, 'owner'), entry(bob, 'viewer')].sort((a, b) => (a.principal < b.principal ? 1 : -1)) },
  'unknown role': { audience: [entry(alice, 'king')] },
  'history false': { audience: [{ ...entry(alice, 'owner'), history: false }] },
  'operator for a hash': { previous: { $gt: '' } },
})) {
  await add(`manifest with ${name}`, M, sign(alice, { ...manifest, ...change }), 'E_FORMAT');
}
for (const name of ['', ' Ada', 'Ada\u202Eelpmaxe', 'Ada\n', 'x'.repeat(201)]) {
  await add(`profile named ${JSON.stringify(name.slice(0, 12))}`, 'sealchart/v1/profile', sign(alice, { ...profile, name }), 'E_FORMAT');
}
for (const key of ['recordId', 'number', 'previous', 'size', 'root', 'cause']) {
  await add(`anchor without ${key}`, 'sealchart/v1/anchor', sign(alice, without(anchor, key)), 'E_FORMAT');
}
for (const [name, change] of Object.entries({
  'unknown field': { note: 'x' },
  'number 0': { number: 0 },
  'size below zero': { size: -1 },
  'size with fraction': { size: 1.5 },
  'short root': { root: zeros.slice(1) },
  'another cause': { cause: 'whim' },
})) {
  await add(`anchor with ${name}`, 'sealchart/v1/anchor', sign(alice, { ...anchor, ...change }), 'E_FORMAT');
}
await add('anchor signed by another key than named', 'sealchart/v1/anchor', sign(bob, anchor), 'E_SIGNATURE');
await add('anchor shown as manifest', M, sign(alice, anchor), 'E_CONTEXT');
const A = 'sealchart/v1/addendum';
for (const key of ['author', 'authoredAt', 'checkpoint', 'elementId', 'recordId', 'number', 'contentVersion', 'bodyHash', 'text']) {
  await add(`addendum without ${key}`, A, sign(alice, without(addendum, key)), 'E_FORMAT');
}
for (const [name, change] of Object.entries({
  'unknown field': { note: 'x' },
  'number 0': { number: 0 },
  'number above the limit': { number: 1_001 },
  'number as text': { number: '1' },
  'number with fraction': { number: 1.5 },
  'content version 0': { contentVersion: 0 },
  'content version above the limit': { contentVersion: 10_001 },
  'short hash': { bodyHash: zeros.slice(1) },
  'operator for a hash': { bodyHash: { $gt: '' } },
  'no text': { text: '' },
  'list for a text': { text: ['x'] },
  'text that is too long': { text: 'x'.repeat(20_001) },
  'record of another kind': { recordId: elementId },
  'element of another kind': { elementId: alice.account },
})) {
  await add(`addendum with ${name}`, A, sign(alice, { ...addendum, ...change }), 'E_FORMAT');
}
await add('addendum of another instance', A, sign(alice, { ...addendum, instance: `ins_${randomBytes(16).toString('base64url')}` }), 'E_INSTANCE');
await add('addendum signed by another key than named', A, sign(bob, addendum), 'E_SIGNATURE');
await add('addendum that names another author', A, sign(alice, { ...addendum, author: { account: bob.account, fingerprint: bob.fingerprint } }), 'E_AUTHOR');
await add('addendum with the signature of another', A, (async () => ({ statement: toB64u(jcsBytes({ ...addendum, text: 'Seen again: a reaction.' })), signature: (await sign(alice, addendum)).signature }))(), 'E_SIGNATURE');
await add('addendum not canonical', A, text(alice, JSON.stringify(addendum)), 'E_FORMAT');
await add('addendum shown as manifest', M, sign(alice, addendum), 'E_CONTEXT');
await add('manifest shown as addendum', A, sign(alice, manifest), 'E_CONTEXT');

// Statements of the instance: a raw Ed25519 signature over the bytes, made and read without OpenPGP.
const logPair = generateKeyPairSync('ed25519');
const strangerPair = generateKeyPairSync('ed25519');
const rawKey = (pair) => pair.publicKey.export({ format: 'jwk' }).x;
const R = 'sealchart/v1/erase-receipt';
const receipt = {
  context: R,
  instance,
  elementId,
  recordId: alice.account,
  version: 2,
  eraseHash: zeros,
  destroyed: { versions: 1, keyPackets: 1, blobs: 0, bytes: 2_345 },
  backupDays: 30,
  at,
};
const signedByLog = (bytes, pair = logPair) => ({ statement: toB64u(bytes), signature: toB64u(signRaw(null, bytes, pair.privateKey)) });
const ofInstance = [];
const addReceipt = (name, expect, signed, more = {}) => ofInstance.push({ name, context: R, instance, logKey: rawKey(logPair), ...signed, ...more, expect });
const receiptOf = (change) => signedByLog(jcsBytes({ ...receipt, ...change }));
const flipped = (b64u, octet) => {
  const bytes = Buffer.from(b64u, 'base64url');
  bytes[octet] ^= 1;
  return bytes.toString('base64url');
};
// S + L signs the same bytes in the equation without the check of its range (RFC 8032 section 5.1.7).
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleOf = (bytes) => [...bytes].reduceRight((sum, octet) => sum * 256n + BigInt(octet), 0n);
const bytesOf = (number) => Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * i)) & 255n));
const withOtherS = ({ statement, signature }) => {
  const bytes = Buffer.from(signature, 'base64url');
  return { statement, signature: toB64u(Uint8Array.from([...bytes.subarray(0, 32), ...bytesOf(littleOf(bytes.subarray(32)) + ORDER)])) };
};
const identityPoint = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
// With the neutral point as key, R = neutral and S = 0 satisfy the equation for whatever bytes.
const neutral = { logKey: toB64u(identityPoint), signature: toB64u(Uint8Array.from([...identityPoint, ...new Uint8Array(32)])) };
const goodReceipt = receiptOf({});
addReceipt('receipt', 'ok', goodReceipt);
addReceipt('receipt of an element with files and no backups', 'ok', receiptOf({ destroyed: { versions: 40, keyPackets: 120, blobs: 7, bytes: 2 ** 40 }, backupDays: 0 }));
addReceipt('receipt of another key', 'E_SIGNATURE', signedByLog(jcsBytes(receipt), strangerPair));
addReceipt('receipt under another pinned key', 'E_SIGNATURE', goodReceipt, { logKey: rawKey(strangerPair) });
addReceipt('receipt without signature', 'E_SIGNATURE', { ...goodReceipt, signature: '' });
addReceipt('receipt with half a signature', 'E_SIGNATURE', { ...goodReceipt, signature: toB64u(Buffer.from(goodReceipt.signature, 'base64url').subarray(0, 32)) });
addReceipt('receipt with a signature one byte too long', 'E_SIGNATURE', { ...goodReceipt, signature: toB64u(Buffer.concat([Buffer.from(goodReceipt.signature, 'base64url'), Buffer.of(0)])) });
for (const octet of [0, 31, 32, 63]) {
  addReceipt(`receipt with a bit of octet ${octet} of the signature flipped`, 'E_SIGNATURE', { ...goodReceipt, signature: flipped(goodReceipt.signature, octet) });
}
addReceipt('receipt of other numbers under the signature of this one', 'E_SIGNATURE', { ...receiptOf({ backupDays: 0 }), signature: goodReceipt.signature });
addReceipt('receipt with S plus the order', 'E_SIGNATURE', withOtherS(goodReceipt));
addReceipt('receipt under a key of small order', 'E_SIGNATURE', { statement: goodReceipt.statement, signature: neutral.signature }, { logKey: neutral.logKey });
addReceipt('receipt with R of small order', 'E_SIGNATURE', { statement: goodReceipt.statement, signature: neutral.signature });
addReceipt('receipt under a key that is not canonical', 'E_SIGNATURE', goodReceipt, { logKey: toB64u(Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 0x7f : 0xff))) });
addReceipt('receipt under a key of 31 octets', 'E_SIGNATURE', goodReceipt, { logKey: toB64u(Buffer.from(rawKey(logPair), 'base64url').subarray(0, 31)) });
addReceipt('receipt signed as a person signs', 'E_SIGNATURE', await sign(alice, receipt));
addReceipt('receipt of another instance', 'E_INSTANCE', receiptOf({ instance: `ins_${randomBytes(16).toString('base64url')}` }));
addReceipt('receipt without context', 'E_CONTEXT', signedByLog(jcsBytes(without(receipt, 'context'))));
addReceipt('addendum shown as receipt', 'E_CONTEXT', signedByLog(jcsBytes(addendum)));
addReceipt('receipt not canonical', 'E_FORMAT', signedByLog(Buffer.from(JSON.stringify(receipt))));
addReceipt('no JSON', 'E_FORMAT', signedByLog(Buffer.from('receipt')));
for (const key of ['elementId', 'recordId', 'version', 'eraseHash', 'destroyed', 'backupDays', 'at']) {
  addReceipt(`receipt without ${key}`, 'E_FORMAT', signedByLog(jcsBytes(without(receipt, key))));
}
for (const key of Object.keys(receipt.destroyed)) {
  addReceipt(`receipt without destroyed.${key}`, 'E_FORMAT', receiptOf({ destroyed: without(receipt.destroyed, key) }));
}
for (const [name, change] of Object.entries({
  'unknown field': { note: 'x' },
  'unknown count': { destroyed: { ...receipt.destroyed, copies: 0 } },
  'version 1': { version: 1 },
  'version above the limit': { version: 10_001 },
  'count below zero': { destroyed: { ...receipt.destroyed, bytes: -1 } },
  'count with fraction': { destroyed: { ...receipt.destroyed, versions: 0.5 } },
  'days as text': { backupDays: '30' },
  'time with milliseconds': { at: '2026-01-02T03:04:05.000Z' },
  'operator for a hash': { eraseHash: { $gt: '' } },
})) {
  addReceipt(`receipt with ${name}`, 'E_FORMAT', receiptOf(change));
}

// Roots and paths from the definition of RFC 6962 itself, from the top down, with Node's own SHA-256.
const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const split = (count) => 2 ** Math.floor(Math.log2(count - 1));
const rootOf = (leaves) => {
  if (leaves.length === 0) return sha(Buffer.alloc(0));
  if (leaves.length === 1) return sha(Buffer.of(0), leaves[0]);
  const k = split(leaves.length);
  return sha(Buffer.of(1), rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
};
const pathOf = (index, leaves) => {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - k, right), rootOf(left)];
};
const leafBytes = ({ elementId: id, version, manifestHash }) => Buffer.from(`["${id}",${version},"${manifestHash}"]`);
const trees = [0, 1, 2, 3, 5, 8, 13].map((size) => {
  const leaves = Array.from({ length: size }, (_, i) => ({
    elementId: `elm_${randomBytes(16).toString('base64url')}`,
    version: i + 1,
    manifestHash: randomBytes(32).toString('base64url'),
  })).sort((a, b) => (a.elementId < b.elementId ? -1 : 1));
  const bytes = leaves.map(leafBytes);
  const paths = leaves.map((_, i) => pathOf(i, bytes).map((node) => node.toString('base64url')));
  return { size, root: rootOf(bytes).toString('base64url'), leaves: leaves.map((leaf, i) => ({ ...leaf, path: paths[i] })) };
});

const chains = [];
const chain = async (name, accountId, values, certificates, expect) => {
  const events = [];
  let previous = null;
  for (const [who, make] of values) {
    const signed = await sign(who, make(previous));
    previous = hash(Buffer.from(signed.statement, 'base64url'));
    events.push(signed);
  }
  chains.push({ name, instance, accountId, events, certificates, expect });
};
const a1 = [alice, () => create(alice)];
const a2 = [alice, (previous) => bundle(alice, 2, previous)];
const carol = await person();
const asAlice = (who) => ({ ...who, account: alice.account });
const a3 = [alice, (previous) => rotate(alice, carol, 3, previous)];
const a4 = [carol, (previous) => bundle(asAlice(carol), 4, previous, 2)];
const both = [alice.certificate, carol.certificate];
await chain('create and bundle', alice.account, [a1, a2], [alice.certificate], 'ok');
await chain('rotation', alice.account, [a1, a2, a3, a4], both, 'ok');
await chain('rotation and revocation', alice.account, [a1, a2, a3, a4, [carol, (p) => revoke(asAlice(carol), 5, p)]], both, 'ok');
await chain('empty', alice.account, [], [alice.certificate], 'E_FORMAT');
await chain('create without bundle', alice.account, [a1], [alice.certificate], 'E_FORMAT');
await chain('rotate without bundle', alice.account, [a1, a2, a3], both, 'E_FORMAT');
await chain('rotate followed by rotate', alice.account, [a1, a2, a3, [carol, (p) => rotate(asAlice(carol), bob, 4, p)]], [...both, bob.certificate], 'E_FORMAT');
await chain('does not begin with create', alice.account, [[alice, () => bundle(alice, 2, zeros)]], [alice.certificate], 'E_FORMAT');
await chain('create twice', alice.account, [a1, a2, a1], [alice.certificate], 'E_FORMAT');
await chain('account id of another key', bob.account, [[bob, () => ({ ...create(alice), author: { account: bob.account, fingerprint: alice.fingerprint } })]], [alice.certificate], 'E_CERT');
await chain('events of another account', bob.account, [a1, a2], [alice.certificate], 'E_AUTHOR');
await chain('certificate missing', alice.account, [a1, a2], [], 'E_CERT');
await chain('certificate missing after rotation', alice.account, [a1, a2, a3, a4], [alice.certificate], 'E_CERT');
await chain('bundle signed by a stranger', alice.account, [a1, [bob, (p) => bundle(alice, 2, p)]], [alice.certificate], 'E_SIGNATURE');
await chain('bundle that names a stranger', alice.account, [a1, [bob, (p) => bundle(asAlice(bob), 2, p)]], [alice.certificate, bob.certificate], 'E_AUTHOR');
await chain('rotation signed by the new key', alice.account, [a1, a2, [carol, (p) => ({ ...rotate(alice, carol, 3, p), author: { account: alice.account, fingerprint: carol.fingerprint } })], a4], both, 'E_AUTHOR');
await chain('later event signed by the retired key', alice.account, [a1, a2, a3, [alice, (p) => bundle(alice, 4, p, 2)]], both, 'E_AUTHOR');
await chain('event after revocation', alice.account, [a1, a2, [alice, (p) => revoke(alice, 3, p)], [alice, (p) => bundle(alice, 4, p, 2)]], [alice.certificate], 'E_FORMAT');
await chain('bundle version leaps', alice.account, [a1, a2, [alice, (p) => bundle(alice, 3, p, 3)]], [alice.certificate], 'E_FORMAT');
await chain('previous of another event', alice.account, [a1, [alice, () => bundle(alice, 2, zeros)]], [alice.certificate], 'E_FORMAT');
await chain('rotation back to a former key', alice.account, [a1, a2, a3, a4, [carol, (p) => rotate(asAlice(carol), alice, 5, p)], [alice, (p) => bundle(alice, 6, p, 3)]], both, 'E_CERT');

const write = (file, what, vectors) => {
  const lines = vectors.map((vector) => `  ${JSON.stringify(vector)}`).join(',\n');
  writeFileSync(new URL(file, import.meta.url), `{"what":${JSON.stringify(what)},"vectors":[\n${lines}\n]}\n`);
};
write('statements.json', 'Signed statements: parse with the named context and instance, then verify with the certificate.', statements);
write('instance-statements.json', 'Statements of the instance: read with the named context and instance, and verify with the pinned key.', ofInstance);
write('account-chains.json', 'Account chains: replay all events with the certificates.', chains);
write('anchors.json', 'Trees of anchors: size and root over the leaves in their order; each leaf with its path from the bottom up.', trees);
