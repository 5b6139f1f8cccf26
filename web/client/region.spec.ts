import { describe, expect, it } from '@jest/globals';
import { regionalTag } from './region.ts';

describe('the way a language is written', () => {
  it('is the first one of the browser in that language', () => {
    expect(regionalTag('en', ['de-AT', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(regionalTag('de', ['de-AT', 'en-GB'])).toBe('de-AT');
    expect(regionalTag('en', ['en', 'en-GB'])).toBe('en');
  });

  it('is that of the language where the browser has none, or one that nobody knows', () => {
    expect(regionalTag('de', ['en-GB'])).toBe('de');
    expect(regionalTag('de', [])).toBe('de');
    expect(regionalTag('en', ['en_not a tag', 'enm', 'en-', 'en-NZ'])).toBe('en-NZ');
  });
});
