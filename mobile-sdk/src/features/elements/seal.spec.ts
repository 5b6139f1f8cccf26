import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AudienceEntry, ElementManifest } from '@sealchart/protocol';
import {
  ELEMENT_BYTES,
  fromB64u,
  idOf,
  isSizeClass,
  parseJcs,
  readDataPacket,
  readKeyPacket,
  sha256B64u,
  toB64u,
} from '@sealchart/protocol';
import { Session } from '../../session/session.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { DirectoryAccount } from '../../testing/directory-account.ts';
import { DirectoryServer } from '../../testing/directory-server.ts';
import { testPorts } from '../../testing/ports.ts';
import { recordingRandom } from '../../testing/recording.ts';
import { Directory } from '../directory/directory.ts';
import { requireKeyPacket } from './content-checks.ts';
import { contextOf } from './context.ts';
import { openingOf } from './content-opening.ts';
import { sealNew } from './creation.ts';
import { proveElement } from './opening.ts';
import type { NewContent, PendingWrite } from './seal.ts';
import { sealAccess, sealContent, wrapFor } from './seal.ts';

let session: UnlockedSession;
const random = recordingRandom();
beforeAll(async () => {
  const ports = testPorts({ http: new DirectoryServer(), random });
  const device = new Session({ server: 'http://localhost:3000', client: { name: 'spec', version: '1' }, ports });
  session = await device.register({ identifier: 'kim@example.org', name: 'Kim', password: 'a password long enough', device: 'spec' });
});

const NOTE: NewContent = { schema: 'text/plain', title: 'Allergy', body: 'penicillin', open: {}, addenda: [] };
const newId = (): string => idOf('elm_', crypto.getRandomValues(new Uint8Array(16)));
const manifestOf = ({ write }: PendingWrite): ElementManifest => parseJcs(fromB64u(write.manifest.statement)) as ElementManifest;
const opened = ({ write, stored }: PendingWrite) => {
  const { elementId, version, content } = stored.state;
  const [keyPacket] = write.keyPackets.filter(({ principal }) => principal === session.account.accountId);
  if (!keyPacket) throw new TypeError('no own key packet');
  const packets = { contentVersion: content.contentVersion, dataPacket: write.dataPacket ?? '', keyPacket, open: write.open ?? {} };
  const context = contextOf(session, new Directory(session));
  return proveElement(context, { elementId, chain: [write.manifest], newest: version, content: packets }, undefined);
};

describe('sealing a new element', () => {
  it('makes what every reader accepts, and keeps what it sent', async () => {
    const pending = await sealNew(session, newId(), { ...NOTE, open: { favourite: true } });
    const { stored, content } = await opened(pending);
    expect(content).toMatchObject({ title: 'Allergy', body: 'penicillin', attachments: [], addenda: [] });
    expect(stored).toEqual(pending.stored);
    expect(manifestOf(pending)).toMatchObject({ kind: 'content', version: 1, previous: null, audience: [{ role: 'owner' }] });
  });

  it('draws a fresh session key and salt for every version', async () => {
    const from = random.drawn.length;
    const first = await sealNew(session, newId(), NOTE);
    const second = await sealContent(
      session,
      { before: first.stored },
      NOTE,
      new Map([[session.account.accountId, session.identity.certificate]]),
    );
    const keys = random.drawn
      .slice(from)
      .filter((draw) => draw.length === 32)
      .map(toB64u);
    expect(new Set(keys).size).toBe(2);
    const [a, b] = [manifestOf(first), manifestOf(second)];
    expect(a.content?.keyCommitment).not.toBe(b.content?.keyCommitment);
    expect(a.content?.openHash).not.toBe(b.content?.openHash);
    expect(b).toMatchObject({ version: 2, previous: first.stored.state.manifestHash, content: { contentVersion: 2 } });
  });

  it('shows by its size no more than a class of sizes', async () => {
    const lengths = await Promise.all(
      ['', 'x'.repeat(400)].map(async (body) => (await sealNew(session, newId(), { ...NOTE, body })).write.dataPacket?.length),
    );
    expect(lengths[0]).toBe(lengths[1]);
    const { content } = manifestOf(await sealNew(session, newId(), { ...NOTE, body: 'x'.repeat(70_000) }));
    expect(isSizeClass(content?.sizeClass ?? 0)).toBe(true);
    expect(content?.dataLength).toBeGreaterThan(70_000);
  });

  it('leaves nothing of the content readable in what is sent', async () => {
    const { write } = await sealNew(session, newId(), { ...NOTE, title: 'Penicillin', body: 'rash on both arms' });
    const sent = JSON.stringify(write);
    const bytes = Buffer.concat([write.dataPacket ?? '', write.manifest.statement].map((text) => Buffer.from(fromB64u(text))));
    for (const word of ['Penicillin', 'rash', 'text/plain']) {
      expect(sent).not.toContain(word);
      expect(bytes.includes(word)).toBe(false);
    }
    expect(readDataPacket(fromB64u(write.dataPacket ?? '')).salt).toHaveLength(32);
  });

  it.each([
    ['above the limit', { body: 'x'.repeat(ELEMENT_BYTES) }, 'E_LIMIT'],
    ['with a title that is too long', { title: 'x'.repeat(1_001) }, 'E_FORMAT'],
    ['of a schema that is none', { schema: 'no schema' }, 'E_FORMAT'],
    ['with half a surrogate pair', { body: '\ud800' }, 'E_FORMAT'],
  ])('refuses content %s before anything is sealed', async (_name, change, code) => {
    const from = random.drawn.length;
    await expect(sealNew(session, newId(), { ...NOTE, ...change })).rejects.toMatchObject({ code });
    expect(random.drawn.slice(from).filter((draw) => draw.length === 32)).toEqual([]);
  });
});

describe('sealing for other readers', () => {
  it('is an access version with one key packet, and the content as it was', async () => {
    const { instanceId } = session.instance;
    const reader = await DirectoryAccount.create(instanceId, 'Reader');
    const first = await sealNew(session, newId(), NOTE);
    const { entry, packet } = await wrapFor(entryFor(reader), reader.identity.certificate, crypto.getRandomValues(new Uint8Array(32)));
    const shared = await sealAccess(session, first.stored, { audience: [...first.stored.state.audience, entry], keyPackets: [packet] });
    expect(shared.write).not.toHaveProperty('dataPacket');
    expect(manifestOf(shared)).toMatchObject({ kind: 'access', version: 2, content: manifestOf(first).content });
    expect(shared.stored).toMatchObject({ summary: first.stored.summary, changedBy: session.account.accountId });
    expect(entry).not.toHaveProperty('packetHash');
    expect(readKeyPacket(fromB64u(packet.packet)).algorithm).toBe('x25519');
  });

  it('signs the hash of every packet for RSA, and such a packet is opened under no other', async () => {
    const reader = await DirectoryAccount.create(session.instance.instanceId, 'Clinic', 'rsa');
    const first = await sealNew(session, newId(), NOTE);
    const { entry, packet } = await wrapFor(entryFor(reader), reader.identity.certificate, crypto.getRandomValues(new Uint8Array(32)));
    expect(entry.packetHash).toBe(await sha256B64u(fromB64u(packet.packet)));
    const { accountId } = reader;
    const { stored } = await sealAccess(session, first.stored, { audience: [...first.stored.state.audience, entry], keyPackets: [packet] });
    const { place, packets } = openingOf({ account: { ...session.account, accountId } }, stored);
    await expect(requireKeyPacket(place, accountId, packets, packet)).resolves.toHaveLength(541);
    const another = await wrapFor(entryFor(reader), reader.identity.certificate, crypto.getRandomValues(new Uint8Array(32)));
    await expect(requireKeyPacket(place, accountId, packets, another.packet)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
    const unnamed = { epoch: 0, hashes: [undefined] };
    await expect(requireKeyPacket(place, accountId, unnamed, packet)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
    await expect(requireKeyPacket(place, accountId, undefined, packet)).rejects.toMatchObject({ code: 'E_KEY_PACKET' });
  });

  it('gives no key to a reader whose end date has come', async () => {
    const reader = await DirectoryAccount.create(session.instance.instanceId, 'Reader');
    const first = await sealNew(session, newId(), NOTE);
    const ended = { ...entryFor(reader), fingerprint: reader.identity.certificate.encryption.fingerprint, until: '2020-01-01T00:00:00Z' };
    const { stored } = await sealAccess(session, first.stored, { audience: [...first.stored.state.audience, ended], keyPackets: [] });
    const next = await sealContent(session, { before: stored }, NOTE, new Map([[session.account.accountId, session.identity.certificate]]));
    expect(next.write.keyPackets.map(({ principal }) => principal)).toEqual([session.account.accountId]);
    expect(manifestOf(next).audience).toContainEqual(ended);
  });
});

function entryFor({ accountId }: DirectoryAccount): AudienceEntry {
  return { principal: accountId, role: 'viewer', epoch: 0, fingerprint: '' };
}
