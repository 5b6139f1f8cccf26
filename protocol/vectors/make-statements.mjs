// Makes statements.json, account-chains.json and anchors.json: signed by openpgp.js, so that the readers are held against another implementation.
// Run after a build: node protocol/vectors/make-statements.mjs. Keys and signatures are new each time; what is expected stays.
import { createHash, randomBytes } from 'node:crypto';
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
write('account-chains.json', 'Account chains: replay all events with the certificates.', chains);
write('anchors.json', 'Trees of anchors: size and root over the leaves in their order; each leaf with its path from the bottom up.', trees);
