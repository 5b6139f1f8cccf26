import { describe, expect, it } from '@jest/globals';
import { createStyle } from '../terminal/style.ts';
import { changeLines } from './change-view.ts';

const style = createStyle(false);

describe('differences of two contents', () => {
  it('name the place, what stood there and what stands there', () => {
    const changes = [
      { path: 'dosage[0].text', before: 'once a day', after: 'twice a day' },
      { path: 'note', after: 'new' },
      { path: 'status', before: 'active' },
    ];
    expect(changeLines(changes, style)).toEqual([
      'dosage[0].text',
      '  - once a day',
      '  + twice a day',
      'note',
      '  + new',
      'status',
      '  - active',
    ]);
  });

  it('count the newline at the end of a text only where it is what differs', () => {
    expect(changeLines([{ path: 'text', before: 'one\n', after: 'two\n' }], style)).toEqual(['text', '  - one', '  + two']);
    expect(changeLines([{ path: 'text', before: 'one', after: 'one\n' }], style)).toEqual(['text', '  - one', '  + one', '  + ']);
  });

  it('are harmless to print, line by line, and of bounded length', () => {
    const lines = changeLines([{ path: 'te\u001bxt', before: 'a\n\u001b[2Jb', after: 'x\n'.repeat(500) }], style);
    expect(lines.slice(0, 3)).toEqual(['te\\u{1b}xt', '  - a', '  - \\u{1b}[2Jb']);
    expect(lines.at(-1)).toContain('more lines');
    expect(lines.length).toBeLessThan(100);
  });
});
