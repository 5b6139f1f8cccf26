import { describe, expect, it } from '@jest/globals';
import type { ElementVersion } from '@sealchart/sdk';
import { createStyle } from '../terminal/style.ts';
import { versionLines } from './version-view.ts';

const me = 'acc_AAAAAAAAAAAAAAAAAAAAAA';
const doctor = 'acc_BBBBBBBBBBBBBBBBBBBBBA';
const nameOf = (accountId: string): string => (accountId === me ? 'me' : 'Dr Hill (not verified)');

const versionOf = (given: Partial<ElementVersion>): ElementVersion => ({
  version: 1,
  kind: 'content',
  contentVersion: 1,
  author: me,
  authoredAt: '2026-11-21T08:00:00Z',
  access: [],
  addenda: 0,
  isReadable: true,
  ...given,
});

const linesOf = (...versions: ElementVersion[]): string[] => versionLines(versions, { nameOf, style: createStyle(false) });

describe('the versions of an element', () => {
  it('tell when, who, and what became different', () => {
    const access = [{ accountId: doctor, after: { role: 'viewer', until: '2026-12-21T08:00:00Z' } }] as const;
    expect(
      linesOf(
        versionOf({ version: 3, contentVersion: 3, author: doctor, addenda: 1 }),
        versionOf({ version: 2, kind: 'access', access }),
        versionOf({ access: [{ accountId: me, after: { role: 'owner' } }] }),
      ),
    ).toEqual([
      '3  2026-11-21T08:00:00Z  Dr Hill (not verified), signature proven',
      '     - 1 addendum',
      '2  2026-11-21T08:00:00Z  me, signature proven',
      '     - let in Dr Hill (not verified) as viewer until 2026-12-21 08:00 UTC',
      '1  2026-11-21T08:00:00Z  me, signature proven',
      '     - written',
    ]);
  });

  it('say what is not open, and never leave one without a word', () => {
    expect(linesOf(versionOf({ version: 4, isReadable: false }))).toContain('     - its content is not open to you');
    expect(linesOf(versionOf({ version: 4, kind: 'access' }))).toContain('     - nothing that shows');
    expect(linesOf(versionOf({ version: 4 }))).toContain('     - new content');
  });
});
