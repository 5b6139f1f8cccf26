import { describe, expect, it } from '@jest/globals';
import type { AudienceEntry, ElementManifest } from '@sealchart/protocol';
import { entryOfHistoryPacket } from './history-packets.ts';

const principal = `acc_${'A'.repeat(22)}`;
const manifestWith = (more: Partial<AudienceEntry>): ElementManifest => {
  const entry: AudienceEntry = { principal, role: 'viewer', epoch: 0, fingerprint: 'a'.repeat(64), ...more };
  return { audience: [entry] } as Partial<ElementManifest> as ElementManifest;
};
const newest = 'N'.repeat(43);
const former = 'F'.repeat(43);

describe('a packet of a former content', () => {
  it('is held against the hash that was signed for it, never against that of the newest', () => {
    const listed = manifestWith({ history: true, packetHash: newest, historyPackets: [{ contentVersion: 2, packetHash: former }] });
    expect(entryOfHistoryPacket(listed, { principal, contentVersion: 2 }).packetHash).toBe(former);
    // An RSA key is refused then: it needs a hash.
    expect(entryOfHistoryPacket(listed, { principal, contentVersion: 1 })).not.toHaveProperty('packetHash');
    expect(entryOfHistoryPacket(manifestWith({ history: true, packetHash: newest }), { principal, contentVersion: 1 })).not.toHaveProperty(
      'packetHash',
    );
  });

  it('is for an entry that is entitled to it', () => {
    const refused = expect.objectContaining({ code: 'E_FORMAT' });
    expect(() => entryOfHistoryPacket(manifestWith({}), { principal, contentVersion: 1 })).toThrow(refused);
    const other = `acc_${'B'.repeat(21)}A`;
    expect(() => entryOfHistoryPacket(manifestWith({ history: true }), { principal: other, contentVersion: 1 })).toThrow(refused);
  });
});
