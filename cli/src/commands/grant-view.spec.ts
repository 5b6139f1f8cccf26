import { describe, expect, it } from '@jest/globals';
import type { Grant, Reader } from '@sealchart/sdk';
import { readerOf } from '../testing/people.ts';
import { plannedAccess, plannedLines, plannedWords, requireFuture } from './grant-view.ts';

const until = '2026-12-21T08:00:00Z';
const later = '2027-01-21T08:00:00Z';

describe('what a share changes', () => {
  it.each<[string, Reader | undefined, Grant, string]>([
    ['nothing said', undefined, {}, 'new, as viewer'],
    ['an end', undefined, { role: 'editor', until, history: true }, 'new, as editor until 2026-12-21 08:00 UTC, with earlier versions'],
    ['a role up', readerOf(), { role: 'editor' }, 'viewer -> editor'],
    ['a role down', readerOf({ role: 'manager' }), { role: 'viewer' }, 'manager -> viewer'],
    ['nothing said to a reader', readerOf({ role: 'editor', until, history: true }), {}, 'nothing changes'],
    ['an end taken away', readerOf({ until }), { until: null }, 'ends 2026-12-21 08:00 UTC -> never'],
    ['an end moved', readerOf({ until }), { until: later }, 'ends 2026-12-21 08:00 UTC -> 2027-01-21 08:00 UTC'],
    ['earlier versions taken back', readerOf({ history: true }), { history: false }, 'earlier versions no longer shared'],
    [
      'what has ended',
      readerOf({ until, hasEnded: true }),
      { role: 'editor' },
      'ended on 2026-12-21 08:00 UTC and stays so: --until gives a new end',
    ],
    [
      'a new end for what has ended',
      readerOf({ until, hasEnded: true }),
      { until: later },
      'ends 2026-12-21 08:00 UTC -> 2027-01-21 08:00 UTC',
    ],
  ])('%s', (_what, before, grant, words) => {
    expect(plannedWords(plannedAccess(before, grant))).toBe(words);
  });

  it('is counted', () => {
    const planned = [undefined, undefined, readerOf()].map((before) => plannedAccess(before, { role: 'editor' }));
    expect(plannedLines(planned)).toEqual(['  - 2 elements: new, as editor', '  - 1 element: viewer -> editor']);
  });

  it('is refused where it would leave all of it ended', () => {
    const ended = plannedAccess(readerOf({ until, hasEnded: true }), {});
    expect(() => requireFuture([ended])).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
    expect(() => requireFuture([ended, plannedAccess(undefined, {})])).not.toThrow();
    expect(() => requireFuture([plannedAccess(readerOf({ until, hasEnded: true }), { until: null })])).not.toThrow();
  });
});
