import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { BatchRequest, BatchResponse, Certificate, ElementManifest, ElementView, ElementWrite } from '@sealchart/protocol';
import { readCertificate, verifyDetached } from '@sealchart/protocol';
import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { Stage } from '../bench.ts';
import { signedOf } from './bare-documents.ts';
import type { BareWrite } from './bare-store.ts';
import { BareStore } from './bare-store.ts';
import type { BenchPerson } from './people.ts';
import type { Listening } from './product.ts';

/** The largest request body of the benchmark. */
const BODY_BYTES = 16 * 2 ** 20;

/**
 * The control of the API's rows: Fastify and the driver doing the same work for the same requests, and nothing else. It asks who calls by
 * the token's hash and who reads by the audience, verifies the author's signature, and keeps and reads the same documents. It has no
 * schemas, no limits, no log, no idempotency, no second look at packets.
 */
export async function startBare(stage: Stage, people: readonly BenchPerson[]): Promise<Listening> {
  const store = new BareStore(await stage.mongoUri(), `bare_${crypto.randomUUID().slice(0, 8)}`);
  stage.atEnd(() => store.close());
  await store.open();
  for (const person of people) await addPerson(store, person);
  const app = fastify({ bodyLimit: BODY_BYTES });
  route(app, store);
  stage.atEnd(() => app.close());
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as AddressInfo).port };
}

async function addPerson({ sessions, accounts, certificates }: BareStore, { session, token }: BenchPerson): Promise<void> {
  const { accountId } = session.account;
  const { certificate } = session.identity;
  await sessions.insertOne({ _id: sha256(token), accountId, expiresAt: new Date(Date.now() + 86_400_000) });
  await accounts.insertOne({ _id: accountId, certificateHash: certificate.hash });
  await certificates.insertOne({ _id: certificate.hash, bytes: Buffer.from(certificate.bytes) });
}

function route(app: FastifyInstance, store: BareStore): void {
  const known = new Map<string, Certificate>();
  app.get<{ Params: { elementId: string }; Querystring: { after?: string } }>('/v1/elements/:elementId', async (request, reply) => {
    const accountId = await callerOf(store, request.headers.authorization);
    const view = await viewOf(store, accountId, request.params.elementId, Number(request.query.after ?? 0));
    return view ?? reply.code(404).send({ code: 'E_NOT_FOUND' });
  });
  app.post<{ Body: BatchRequest }>('/v1/elements/batch', async (request, reply): Promise<BatchResponse> => {
    const accountId = await callerOf(store, request.headers.authorization);
    const certificate = await certificateOf(store, known, accountId);
    const writes = await Promise.all(request.body.items.map((item) => checkedWrite(item, certificate)));
    await store.add(writes);
    void reply.code(200);
    return { results: writes.map(({ value, hash }) => ({ status: 'stored', elementId: value.elementId, version: value.version, hash })) };
  });
}

async function callerOf({ sessions }: BareStore, authorization = ''): Promise<string> {
  const _id = sha256(authorization.replace('Bearer ', ''));
  const session = await sessions.findOne({ _id, expiresAt: { $gt: new Date() } }, { projection: { accountId: 1 } });
  if (!session) throw new Error('nobody');
  return session.accountId;
}

async function viewOf(store: BareStore, accountId: string, elementId: string, after: number): Promise<ElementView | undefined> {
  const head = await store.elements.findOne({ _id: elementId }, { projection: { version: 1, audience: 1, content: 1 } });
  if (!head?.content || !head.audience.some((entry) => entry.principal === accountId)) return undefined;
  const { contentVersion } = head.content;
  const number = String(contentVersion).padStart(5, '0');
  const sealedKey = await store.keyPackets.findOne({ _id: `${elementId}:${accountId}:${number}` });
  const newer = { $gt: `${elementId}:${String(after).padStart(5, '0')}`, $lt: `${elementId};` };
  const versions = await store.versions.find({ _id: newer }, { sort: { _id: 1 } }).toArray();
  const sealed = await store.contents.findOne({ _id: `${elementId}:${number}` });
  if (!sealedKey || !sealed) return undefined;
  const keyPacket = { principal: accountId, epoch: sealedKey.epoch, packet: sealedKey.packet.toString('base64url') };
  const content = { contentVersion, dataPacket: sealed.data.toString('base64url'), keyPacket, open: sealed.open };
  return { elementId, chain: versions.map(signedOf), newest: head.version, content };
}

/** Which key is the account's current one is asked every time; the certificate itself is read once. */
async function certificateOf({ accounts, certificates }: BareStore, known: Map<string, Certificate>, _id: string): Promise<Certificate> {
  const account = await accounts.findOne({ _id }, { projection: { certificateHash: 1 } });
  const hash = account?.certificateHash ?? '';
  const read = known.get(hash);
  if (read) return read;
  const document = await certificates.findOne({ _id: hash });
  if (!document) throw new Error('no certificate');
  const certificate = await readCertificate(document.bytes, { accountId: _id });
  known.set(hash, certificate);
  return certificate;
}

async function checkedWrite(item: ElementWrite, certificate: Certificate): Promise<BareWrite> {
  const statement = Buffer.from(item.manifest.statement, 'base64url');
  const signature = Buffer.from(item.manifest.signature, 'base64url');
  await verifyDetached(certificate, signature, statement);
  const value = JSON.parse(statement.toString('utf8')) as ElementManifest;
  return { value, hash: sha256(statement), statement, signature, item };
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('base64url');
}
