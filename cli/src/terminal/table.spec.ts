import { describe, expect, it } from '@jest/globals';
import { tableLines } from './table.ts';
import { cutTo, padTo, widthOf } from './width.ts';

describe('the width of a line', () => {
  it.each([
    ['plain', 5],
    ['Müller', 6],
    ['e\u0301', 1],
    ['王さん', 6],
    ['👩‍👧', 2],
    ['\u001b[1mbold\u001b[22m', 4],
  ])('%j takes %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('cuts and fills by columns', () => {
    expect(cutTo('王さんの記録', 7)).toBe('王さん…');
    expect(cutTo('short', 5)).toBe('short');
    expect(padTo('王', 4)).toBe('王  ');
  });
});

describe('a table', () => {
  const rows = [
    { id: 'a', title: 'Penicillin G' },
    { id: 'bb', title: 'a very long title that does not fit into the room that there is' },
  ];
  const columns = [
    { heading: 'ID', cell: (row: { id: string }) => row.id, max: 10 },
    { heading: 'TITLE', cell: (row: { title: string }) => row.title },
    { heading: 'END', cell: () => 'x', max: 3 },
  ];

  it('aligns its columns and cuts the flexible one to the terminal', () => {
    const lines = tableLines(rows, columns, 40);
    expect(lines[0]).toBe('ID  TITLE                            END');
    expect(lines[1]).toBe('a   Penicillin G                     x');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
    expect(lines[2]).toContain('…');
  });

  it('cuts nothing where there is no terminal', () => {
    expect(tableLines(rows, columns, undefined)[2]).toContain('the room that there is');
  });

  it('cuts a name, but never the mark behind it', () => {
    const people = [{ name: `Robin Hill (verified)${' '.repeat(60)}`, mark: ' (not verified)' }];
    const named = [
      { heading: 'TITLE', cell: () => 'x'.repeat(60) },
      { heading: 'BY', cell: (row: { name: string }) => row.name, tail: (row: { mark: string }) => row.mark, max: 34, min: 10 },
    ];
    for (const room of [undefined, 120, 60, 30]) {
      const [, line] = tableLines(people, named, room);
      expect(line).toMatch(/Robin.* \(not verified\)$/);
    }
    expect(widthOf(tableLines(people, named, 40)[1] ?? '')).toBeLessThanOrEqual(40);
  });

  it('leaves out what can be spared when nothing can be cut any further, and says so', () => {
    const wide = [
      { heading: 'ID', cell: () => 'elm_abcdef', max: 30 },
      { heading: 'TYPE', cell: () => 'AllergyIntolerance', max: 26, min: 12 },
      { heading: 'TITLE', cell: () => 'Allergy to penicillin' },
      { heading: 'BY', cell: () => 'somebody', max: 34, spare: 2 },
      { heading: 'READERS', cell: () => '2', max: 7, spare: 1 },
    ];
    expect(tableLines(rows, wide, 80)).toHaveLength(3);
    const narrow = tableLines(rows, wide, 55);
    expect(narrow[0]).toBe('ID          TYPE              TITLE             READERS');
    expect(narrow.at(-1)).toBe('(no room for BY; a wider terminal or --json shows all)');
    for (const line of narrow.slice(0, -1)) expect(widthOf(line)).toBeLessThanOrEqual(55);
    expect(tableLines(rows, wide, 44).at(-1)).toContain('BY, READERS');
  });
});
