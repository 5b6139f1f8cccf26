import { describe, expect, it } from '@jest/globals';
import { accessWords } from './access-view.ts';

const until = '2026-12-21T08:00:00Z';

describe('what a version changed for a person', () => {
  it.each([
    [{ after: { role: 'viewer' } }, 'let in Dr Hill as viewer'],
    [{ after: { role: 'editor', until, history: true } }, 'let in Dr Hill as editor until 2026-12-21 08:00 UTC, with earlier versions'],
    [{ before: { role: 'manager' } }, 'took out Dr Hill, who was manager'],
    [{ before: { role: 'viewer' }, after: { role: 'editor' } }, 'Dr Hill: viewer -> editor'],
    [{ before: { role: 'viewer' }, after: { role: 'viewer', until } }, 'Dr Hill: ends never -> 2026-12-21 08:00 UTC'],
    [{ before: { role: 'viewer', until }, after: { role: 'viewer' } }, 'Dr Hill: ends 2026-12-21 08:00 UTC -> never'],
    [{ before: { role: 'viewer' }, after: { role: 'viewer', history: true } }, 'Dr Hill: earlier versions shared too'],
    [{ before: { role: 'viewer', history: true }, after: { role: 'viewer' } }, 'Dr Hill: earlier versions no longer shared'],
    [{ before: { role: 'viewer' }, after: { role: 'viewer' } }, 'Dr Hill: sealed to another key'],
  ] as const)('%j', (change, words) => {
    expect(accessWords(change, 'Dr Hill')).toBe(words);
  });
});
