import { describe, expect, it } from '@jest/globals';
import type { Audience, AudienceEntry, Role } from './element-manifest.ts';
import { ROLES } from './element-manifest.ts';
import { atLeast, entryOf, hasEnded, hasMoved, roleAt } from './element-rights.ts';

const ada = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
const bob = 'acc_BBBBBBBBBBBBBBBBBBBBBA';
const end = '2026-06-01T12:00:00Z';
const endMs = Date.UTC(2026, 5, 1, 12);
const entry = (principal: string, role: Role, more: Partial<AudienceEntry> = {}): AudienceEntry => ({
  principal,
  role,
  epoch: 0,
  fingerprint: 'a'.repeat(64),
  ...more,
});

describe('roles', () => {
  it('hold the rights of those before them, and no others', () => {
    const table = ROLES.map((role) => ROLES.map((needed) => atLeast(role, needed)));
    expect(table).toEqual([
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
      [true, true, true, true],
    ]);
  });
});

describe('the role of a principal', () => {
  const audience: Audience = [entry(ada, 'owner'), entry(bob, 'editor', { until: end })];

  it('is that of its entry', () => {
    expect(roleAt(audience, ada, endMs)).toBe('owner');
    expect(roleAt(audience, bob, endMs - 1)).toBe('editor');
  });

  it('ends at the instant itself, while the entry stays', () => {
    expect(roleAt(audience, bob, endMs)).toBeUndefined();
    expect(entryOf(audience, bob)?.role).toBe('editor');
    expect(hasEnded(entry(bob, 'editor', { until: end }), endMs)).toBe(true);
    expect(hasEnded(entry(bob, 'editor'), Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('is none without an entry, whatever the name', () => {
    for (const name of ['acc_CCCCCCCCCCCCCCCCCCCCCA', 'constructor', '__proto__', '']) {
      expect(roleAt(audience, name, 0)).toBeUndefined();
      expect(entryOf(audience, name)).toBeUndefined();
    }
  });
});

describe('an entry has moved', () => {
  it('when its epoch or its key is another one, and only then', () => {
    const before = entry(bob, 'viewer');
    expect(hasMoved(before, { ...before, epoch: 1 })).toBe(true);
    expect(hasMoved(before, { ...before, fingerprint: 'b'.repeat(64) })).toBe(true);
    expect(hasMoved(before, { ...before, role: 'editor', until: end, packetHash: 'A'.repeat(43) })).toBe(false);
  });
});
