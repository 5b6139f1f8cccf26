import { describe, expect, it } from '@jest/globals';
import type { Conflict } from '@sealchart/sdk';
import { isChoosing, parseResolution, requireComplete } from './resolution.ts';

const conflict: Conflict = {
  elementId: 'elm_AAAAAAAAAAAAAAAAAAAAAA',
  title: 'Blood pressure',
  baseVersion: 1,
  theirVersion: 2,
  theirAuthor: 'acc_BBBBBBBBBBBBBBBBBBBBBA',
  theirAt: '2026-11-21T08:00:00Z',
  editedAt: '2026-11-21T08:00:00Z',
  fields: [{ path: 'text', mine: 'a' }, { path: 'open.colour' }, { path: '__proto__' }],
  merged: [],
};

describe('choices of a conflict', () => {
  it.each([
    [{ mine: true }, { all: 'mine' }],
    [
      { theirs: true, take: ['text=mine'] },
      { all: 'theirs', fields: { text: 'mine' } },
    ],
    [{ take: ['a=b=theirs', 'text=mine'] }, { fields: { 'a=b': 'theirs', text: 'mine' } }],
  ])('%j', (options, resolution) => {
    expect(isChoosing(options)).toBe(true);
    expect(parseResolution(options)).toEqual(resolution);
  });

  it('may be about a part with any name', () => {
    const resolution = parseResolution({ take: ['__proto__=mine', 'text=mine', 'open.colour=theirs'] });
    expect(Object.keys(resolution.fields ?? {})).toContain('__proto__');
    expect(() => requireComplete(resolution, conflict)).not.toThrow();
  });

  it.each([
    [{ mine: true, theirs: true }],
    [{ take: ['text'] }],
    [{ take: ['text=both'] }],
    [{ take: ['=mine'] }],
    [{ take: ['text=mine', 'text=theirs'] }],
  ])('%j mean nothing', (options) => {
    expect(() => parseResolution(options)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });

  it('are complete, and about parts that are in conflict', () => {
    expect(() => requireComplete({ all: 'mine' }, conflict)).not.toThrow();
    expect(() => requireComplete({ fields: { text: 'mine' } }, conflict)).toThrow(
      expect.objectContaining({ detail: expect.stringContaining('open.colour') }),
    );
    expect(() => requireComplete({ all: 'mine', fields: { dose: 'mine' } }, conflict)).toThrow(
      expect.objectContaining({ detail: expect.stringContaining('"dose" is not in conflict') }),
    );
  });
});
