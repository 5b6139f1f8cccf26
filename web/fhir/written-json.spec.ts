import { describe, expect, it } from '@jest/globals';
import { readJson } from './written-json.ts';

/** Read once for each of its quotes it would take hours. */
const QUOTES = '\\"'.repeat(1_000_000);

describe('the text of a resource that somebody else sealed', () => {
  it('is none where a string in it never ends, however many quotes it has', () => {
    expect(readJson(`{"resourceType":"Observation","code":"${QUOTES}`)).toBeUndefined();
    expect(readJson(`{"resourceType":"Observation","code":"${QUOTES}\\`)).toBeUndefined();
  });

  it('is read with many quotes in a string that ends', () => {
    expect(readJson(`{"code":"${QUOTES.slice(0, 2_000)}","value":1.50}`)).toMatchObject({ value: { written: '1.50' } });
  });
});
