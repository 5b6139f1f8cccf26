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
});
