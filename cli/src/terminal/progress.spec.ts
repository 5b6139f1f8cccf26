import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { durationOf } from './amount.ts';
import { ProgressBar } from './progress.ts';

function barOn(isTTY: boolean, isSilent = false) {
  const screen = Object.assign(new PassThrough(), { isTTY });
  let now = 0;
  const bar = new ProgressBar({ screen, label: 'Importing', unit: 'entries', isSilent, now: () => now });
  return { bar, pass: (ms: number) => (now += ms), text: () => (screen.read() as Buffer | null)?.toString() ?? '' };
}

describe('progress', () => {
  it('draws a bar with amount and time left on a terminal', () => {
    const { bar, pass, text } = barOn(true);
    bar.update({ done: 0, total: 1_200 });
    pass(10_000);
    bar.update({ done: 300, total: 1_200 });
    expect(text()).toContain('██████░░░░░░░░░░░░░░░░░░ 25 %: 300 of 1,200 entries, 30 s left');
    bar.finish();
    expect(text()).toBe('\r\u001b[K');
  });

  it('counts the speed of this run only, when an earlier one did part of it', () => {
    const { bar, pass, text } = barOn(true);
    bar.update({ done: 500, total: 1_000 });
    pass(10_000);
    bar.update({ done: 600, total: 1_000 });
    expect(text()).toContain('60 %: 600 of 1,000 entries, 40 s left');
  });

  it('says plain lines, and few, elsewhere', () => {
    const { bar, pass, text } = barOn(false);
    for (let done = 0; done < 100; done += 1) {
      bar.update({ done, total: 100 });
      pass(100);
    }
    expect(text()).toBe('Importing 50 %: 50 of 100 entries, 5 s left\n');
    bar.finish();
    expect(text()).toBe('');
  });

  it('does not invent a total, and is silent when told so', () => {
    const open = barOn(true);
    open.bar.update({ done: 7 });
    expect(open.text()).toContain('Importing: 7 entries');
    const silent = barOn(true, true);
    silent.bar.update({ done: 7 });
    silent.bar.finish();
    expect(silent.text()).toBe('');
  });
});

describe('a duration', () => {
  it.each([
    [10, '1 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms is %s', (ms, words) => {
    expect(durationOf(ms)).toBe(words);
  });
});
