import { describe, expect, it } from '@jest/globals';
import { resolveSession } from './sessions.ts';

const sessionOf = (sessionId: string) => ({
  sessionId,
  kind: 'app' as const,
  device: 'laptop',
  address: '192.0.2.1',
  createdAt: '2026-11-21T08:00:00Z',
  lastUsedAt: '2026-11-21T08:00:00Z',
  expiresAt: '2026-12-21T08:00:00Z',
  isCurrent: false,
});
const all = [sessionOf('abcdefgh1'), sessionOf('abcdefgh2'), sessionOf('-bcdefgh3')];

describe('a session', () => {
  it('is named by the beginning of its id', () => {
    expect(resolveSession('abcdefgh2', all)).toBe(all[1]);
    expect(resolveSession('-bcd', all)).toBe(all[2]);
  });

  it.each([
    ['too little of it', '-bc', 'E_USAGE'],
    ['what fits two', 'abcdefgh', 'E_USAGE'],
    ['what fits none', 'zzzzzz', 'E_NOT_FOUND'],
  ])('is not named by %s', (_what, reference, code) => {
    expect(() => resolveSession(reference, all)).toThrow(expect.objectContaining({ code }));
  });
});
