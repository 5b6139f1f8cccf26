import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../time.ts';
import type { AudienceEntry, ElementManifest } from './element-manifest.ts';
import { entriesNeedingHistory, entriesNeedingPackets, packetRuleOf, principalsLosingHistory } from './element-packets.ts';

const now = Date.UTC(2026, 5, 1);
const minutes = (count: number): string => toInstant(now + count * 60_000);
const entry = (letter: string, more: Partial<AudienceEntry> = {}): AudienceEntry => ({
  principal: `acc_${letter.repeat(21)}A`,
  role: letter === 'A' ? 'owner' : 'viewer',
  epoch: 0,
  fingerprint: letter.toLowerCase().repeat(64),
  ...more,
});
const manifest = (kind: 'content' | 'access', audience: AudienceEntry[]): ElementManifest =>
  ({ kind, audience }) as unknown as ElementManifest;
const [owner, bob, eve] = [entry('A'), entry('B'), entry('E')];
const ruleOf = (kind: 'content' | 'access', before: AudienceEntry, after: AudienceEntry) =>
  packetRuleOf({ audience: [owner, before] }, manifest(kind, [owner, after]), after, now);

describe('entries that need a key packet', () => {
  it('are all of the first and of every content version', () => {
    expect(entriesNeedingPackets(undefined, manifest('content', [owner]))).toEqual([owner]);
    expect(entriesNeedingPackets({ audience: [owner, bob] }, manifest('content', [owner, bob]))).toEqual([owner, bob]);
  });

  it('are the new and the moved ones of an access version', () => {
    const moved = { ...bob, fingerprint: 'c'.repeat(64) };
    expect(entriesNeedingPackets({ audience: [owner, bob] }, manifest('access', [owner, moved, eve]))).toEqual([moved, eve]);
    expect(entriesNeedingPackets({ audience: [owner, bob] }, manifest('access', [owner, { ...bob, role: 'editor' }]))).toEqual([]);
    expect(entriesNeedingPackets({ audience: [owner, bob] }, manifest('access', [owner]))).toEqual([]);
  });
});

describe('the packet of an entry', () => {
  it('is required with content, and in an access version for who is new', () => {
    expect(ruleOf('content', bob, bob)).toBe('required');
    expect(packetRuleOf({ audience: [owner] }, manifest('access', [owner, bob]), bob, now)).toBe('required');
  });

  it('may not come where nothing changed', () => {
    expect(ruleOf('access', bob, bob)).toBe('none');
    expect(ruleOf('access', bob, { ...bob, role: 'manager' })).toBe('none');
  });

  it('may be left out from ten minutes before the end on', () => {
    const rules = [11, 10, 0, -1_000]
      .map((count) => entry('B', { until: minutes(count) }))
      .map((ending) => ruleOf('content', ending, ending));
    expect(rules).toEqual(['required', 'optional', 'optional', 'optional']);
  });

  it('may come when the end date moves', () => {
    expect(ruleOf('access', entry('B', { until: minutes(-60) }), entry('B', { until: minutes(60) }))).toBe('optional');
    expect(ruleOf('access', entry('B', { until: minutes(60) }), bob)).toBe('optional');
  });
});

describe('the history', () => {
  const entitled = entry('B', { history: true });

  it('goes in an access version to who was not entitled before', () => {
    expect(entriesNeedingHistory({ audience: [owner, bob] }, manifest('access', [owner, entitled]))).toEqual([entitled]);
    expect(entriesNeedingHistory({ audience: [owner] }, manifest('access', [owner, entitled, eve]))).toEqual([entitled]);
  });

  it('goes to nobody who has it, is not entitled or reads a new content', () => {
    expect(entriesNeedingHistory({ audience: [owner, entitled] }, manifest('access', [owner, entitled]))).toEqual([]);
    const moved = { ...entitled, fingerprint: 'c'.repeat(64) };
    expect(entriesNeedingHistory({ audience: [owner, entitled] }, manifest('access', [owner, moved]))).toEqual([]);
    expect(entriesNeedingHistory({ audience: [owner, bob] }, manifest('access', [owner, bob, eve]))).toEqual([]);
    expect(entriesNeedingHistory({ audience: [owner, bob] }, manifest('content', [owner, entitled]))).toEqual([]);
    expect(entriesNeedingHistory(undefined, manifest('access', [owner, entitled]))).toEqual([]);
  });

  it('is lost by who stays without being entitled', () => {
    expect(principalsLosingHistory({ audience: [owner, entitled] }, manifest('access', [owner, bob]))).toEqual([bob.principal]);
  });

  it('is not among the losses of who keeps it, never had it, or leaves altogether', () => {
    expect(principalsLosingHistory({ audience: [owner, entitled] }, manifest('access', [owner, entitled]))).toEqual([]);
    expect(principalsLosingHistory({ audience: [owner, entitled] }, manifest('access', [owner]))).toEqual([]);
    expect(principalsLosingHistory({ audience: [owner, bob] }, manifest('access', [owner, bob, entry('E', { history: true })]))).toEqual(
      [],
    );
    expect(principalsLosingHistory(undefined, manifest('content', [owner]))).toEqual([]);
  });
});
