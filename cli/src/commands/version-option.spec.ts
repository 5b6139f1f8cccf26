import { describe, expect, it } from '@jest/globals';
import { contentVersionAt, parseVersion, parseVersions } from './version-option.ts';

const versionOf = (version: number, contentVersion: number) => ({
  version,
  contentVersion,
  kind: version === contentVersion ? ('content' as const) : ('access' as const),
  author: 'acc_AAAAAAAAAAAAAAAAAAAAAA',
  authoredAt: '2026-11-21T08:00:00Z',
  access: [],
  addenda: 0,
  isReadable: true,
});

describe('the number of a version', () => {
  it('is a number from 1', () => {
    expect(parseVersion('12')).toBe(12);
  });

  it.each(['', '0', '-1', '1.5', 'x', '10001', '1e3', '٣'])('is not %j', (text) => {
    expect(() => parseVersion(text)).toThrow('number of a version');
  });

  it('stands for the content that the version shows', () => {
    const versions = [versionOf(3, 3), versionOf(2, 1), versionOf(1, 1)];
    expect([1, 2, 3].map((version) => contentVersionAt(versions, version))).toEqual([1, 1, 3]);
    expect(() => contentVersionAt(versions, 4)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});

describe('two versions', () => {
  it.each([
    [['2..4'], { from: 2, to: 4 }],
    [['4', '2'], { from: 4, to: 2 }],
    [['2,4'], { from: 2, to: 4 }],
    [['3'], { from: 3, to: 9 }],
  ])('%j', (words, versions) => {
    expect(parseVersions(words, 9)).toEqual(versions);
  });

  it.each([[[]], [['2..']], [['a..b']], [['1', '2', '3']], [['1..2..3']], [['0']], [['-1..2']]])('are not %j', (words) => {
    expect(() => parseVersions(words, 9)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});
