import type { KeyBundle, SignedStatement, Slot } from '@sealchart/protocol';
import { KDF_DEFAULT, toB64u } from '@sealchart/protocol';
import { DirectoryAccount, ROUTES, contentRoute, elementRoute, loginsRoute, readVectors } from '@sealchart/sdk/testing';
import type { Route } from '@sealchart/sdk/testing';
import { rightInstanceStatements, rightPackets, rightStatements } from './vector-samples.ts';

const ID = 'AAECAwQFBgcICQoLDA0ODw';
const [ACCOUNT, ELEMENT, INSTANCE] = [`acc_${ID}`, `elm_${ID}`, `ins_${ID}`];
const HASH = toB64u(new Uint8Array(32).fill(3));
const AT = '2026-06-01T12:00:00Z';
const KDF = { ...KDF_DEFAULT, salt: ID };

const signedOf = ({ statement, signature }: SignedStatement): SignedStatement => ({ statement, signature });

/** A route that answers with something, with an answer and a request of its form. */
export interface AnswerSample {
  readonly route: Route<unknown, unknown>;
  readonly request?: unknown;
  readonly answer: unknown;
}

const sample = (route: unknown, answer: unknown, request?: unknown): AnswerSample => ({
  route: route as Route<unknown, unknown>,
  answer,
  ...(request === undefined ? {} : { request }),
});

/** An answer of every route that the SDK calls. */
export async function answerSamples(): Promise<AnswerSample[]> {
  const keys = readVectors('sealed-keys') as { bundle: Omit<KeyBundle, 'sealedKeys' | 'slots'>; good: string };
  const slot = (readVectors('slots') as { good: Slot }).good;
  const bundle: KeyBundle = { ...keys.bundle, sealedKeys: keys.good, slots: [slot] };
  const entry = (await DirectoryAccount.create(INSTANCE, 'Ada')).entry();
  const signed = rightStatements().map(signedOf);
  const receipts = rightInstanceStatements().map(signedOf);
  const [manifest = signedOf({ statement: 'AA', signature: 'AA' })] = signed;
  const [data = new Uint8Array()] = rightPackets('data-packets');
  const [key = new Uint8Array()] = rightPackets('key-packets');
  const content = {
    contentVersion: 1,
    dataPacket: toB64u(data),
    keyPacket: { principal: ACCOUNT, epoch: 0, packet: toB64u(key) },
    open: { favourite: true, colour: '#00ff7f' },
  };
  const element = { elementId: ELEMENT, chain: signed.slice(0, 2), newest: 2, content };
  const session = {
    sessionId: HASH,
    kind: 'app',
    device: 'phone',
    address: '127.0.0.1',
    createdAt: AT,
    lastUsedAt: AT,
    expiresAt: AT,
    isCurrent: true,
  };
  const login = {
    at: AT,
    way: 'password',
    result: 'in',
    address: '127.0.0.1',
    device: 'phone',
    isKnownDevice: false,
    isUnusual: true,
    count: 1,
  };
  const row = { principal: ACCOUNT, seq: 1, kind: 'element', id: ELEMENT, version: 1, hash: HASH };
  const proof = { elementId: ELEMENT, version: 1, manifestHash: HASH, anchor: manifest, index: 0, path: [HASH] };
  const { identifier, device } = { identifier: 'ada@example.org', device: 'phone' };
  return [
    sample(ROUTES.instance, {
      instanceId: INSTANCE,
      realm: 'chart.example.org',
      logKey: HASH,
      release: '0.1.0',
      protocol: { current: 1, oldest: 1 },
    }),
    sample(ROUTES.prelogin, { authMethod: 'password', realm: 'chart.example.org', kdf: KDF }, { identifier }),
    sample(
      ROUTES.login,
      { accountId: ACCOUNT, token: HASH, deviceToken: HASH, expiresAt: AT, bundle, entry },
      { identifier, loginSecret: HASH, device },
    ),
    sample(
      ROUTES.recover,
      { accountId: ACCOUNT, token: HASH, expiresAt: AT, bundle, entry },
      { account: ACCOUNT, recoveryLogin: HASH, device },
    ),
    sample(ROUTES.head, { bundleVersion: 1, sequence: 2, head: HASH }),
    sample(
      ROUTES.writeBundle,
      { bundleVersion: 2, deviceToken: HASH },
      { expectedVersion: 1, bundle: { ...bundle, version: 2 }, events: [manifest] },
    ),
    sample(ROUTES.sessions, { sessions: [session, { ...session, kind: 'browser' }] }),
    sample(ROUTES.endOthers, { ended: 2 }),
    sample(ROUTES.newestAnchor, { anchor: manifest }),
    sample(ROUTES.anchorProofs, { proofs: [proof] }, { elementIds: [ELEMENT] }),
    sample(ROUTES.me, { bundle, entry }),
    sample(ROUTES.lookup, entry, { identifier }),
    sample(ROUTES.accounts, { entries: [entry] }, { accountIds: [ACCOUNT] }),
    sample(
      ROUTES.batch,
      {
        results: [
          { status: 'stored', elementId: ELEMENT, version: 1, hash: HASH },
          { status: 'refused', code: 'E_CONFLICT', detail: 'another' },
        ],
      },
      { items: [{ manifest, keyPackets: [content.keyPacket] }] },
    ),
    sample(
      ROUTES.read,
      { elements: [element], missing: [ELEMENT], ended: [], rest: [] },
      { items: [{ elementId: ELEMENT, after: 0 }], content: true },
    ),
    sample(ROUTES.receipts, { receipts }, { elementIds: [ELEMENT] }),
    sample(ROUTES.usage, { elements: 1, bytes: 1_000, elementLimit: 10, byteLimit: 10_000 }),
    sample(ROUTES.feedHead, { newest: 3 }),
    sample(ROUTES.pull, { rows: [row, { ...row, seq: 2, gone: true }], newest: 2 }, { cursor: { principal: ACCOUNT, seq: 0 } }),
    sample(elementRoute(ELEMENT, 0), element),
    sample(contentRoute(ELEMENT, 1), content),
    sample(loginsRoute(undefined), { logins: [login] }),
  ];
}
