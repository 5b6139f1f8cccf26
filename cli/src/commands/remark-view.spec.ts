import { describe, expect, it } from '@jest/globals';
import type { Remark } from '@sealchart/sdk';
import { createStyle } from '../terminal/style.ts';
import { authorLines } from './remark-view.ts';

const style = createStyle(false);
const elementId = 'elm_AAAAAAAAAAAAAAAAAAAAAA';
const doctor = 'acc_BBBBBBBBBBBBBBBBBBBBBA';
const at = '2026-11-21T08:00:00Z';
const remark: Remark = { number: 1, text: 'come again', author: doctor, authoredAt: at, contentVersion: 2, isCurrent: true };

const linesOf = (author: string, remarks: readonly Remark[]): string[] =>
  authorLines({ elementId, author, authoredAt: at, remarks }, 'Dr Hill', style);

describe('who vouches for a content', () => {
  it.each([
    ['nobody added to', doctor, []],
    ['somebody else added to', 'acc_AAAAAAAAAAAAAAAAAAAAAA', [remark]],
    ['was written since', doctor, [{ ...remark, isCurrent: false }]],
  ])('is its author where it %s', (_what, author, remarks) => {
    expect(linesOf(author, remarks)).toEqual([`  written by  Dr Hill on ${at}, signature proven`]);
  });

  it('is never called its author for having added to it', () => {
    const lines = linesOf(doctor, [{ ...remark, number: 2 }]).join('\n');
    expect(lines).not.toContain('written by  Dr Hill');
    expect(lines).toMatch(/signed by +Dr Hill .* with addendum 2\n +written by +see .* history elm_A+$/);
  });
});
