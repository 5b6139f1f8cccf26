import { describe, expect, it } from '@jest/globals';
import { createStyle } from '../terminal/style.ts';
import { conflictLines } from './conflict-view.ts';

describe('a conflict', () => {
  const lines = conflictLines(
    {
      elementId: 'elm_AAAAAAAAAAAAAAAAAAAAAA',
      title: 'Blood\u001b pressure',
      baseVersion: 1,
      theirVersion: 2,
      theirAuthor: 'acc_BBBBBBBBBBBBBBBBBBBBBA',
      theirAt: '2026-11-21T08:00:00Z',
      editedAt: '2026-11-21T07:00:00Z',
      fields: [
        { path: 'text', before: 'a\nb', mine: 'mine\u001b[2J', theirs: 'theirs' },
        { path: 'odd $(path)', mine: 'x' },
      ],
      merged: [{ path: 'title', before: 'old', after: 'new' }],
    },
    () => 'Dr Hill (not verified)',
    createStyle(false),
  );

  it('shows each part as it was, as mine and as theirs', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        '    before  a',
        '            b',
        '    mine    mine\\u{1b}[2J',
        '    theirs  theirs',
        '    before  (nothing)',
      ]),
    );
    expect(lines.join('\n')).toContain('by Dr Hill (not verified)');
  });

  it('shows what was taken without asking, and how to choose, safe to copy', () => {
    expect(lines.slice(lines.indexOf('Changed by one of you only, and taken:') + 1, -4)).toEqual(['  title', '    - old', '    + new']);
    expect(lines.join('\n')).toContain(`--take text=mine --take 'odd $(path)'=mine`);
    expect(lines.join('\n')).not.toContain('\u001b');
  });
});
