import { expect, it } from '@jest/globals';
import { isTabNews } from './tab-news.ts';

it.each([
  { kind: 'asking' },
  { kind: 'unlocked', wrapped: 'text' },
  { kind: 'locked' },
  { kind: 'signedOut' },
  { kind: 'active', at: 1_700_000_000_000 },
])('takes news of another tab: %j', (news) => {
  expect(isTabNews(news)).toBe(true);
});

it.each([
  { kind: 'unlocked' },
  { kind: 'unlocked', wrapped: 1 },
  { kind: 'active' },
  { kind: 'active', at: 'now' },
  { kind: 'active', at: Number.NaN },
  { kind: 'of a later release' },
  {},
  'locked',
  null,
  undefined,
])('leaves alone what is none: %j', (told) => {
  expect(isTabNews(told)).toBe(false);
});
