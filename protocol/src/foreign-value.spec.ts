import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { parseForeign, unnamedFault } from './foreign-value.ts';
import { AccountId } from './ids.ts';

const Schema = z.strictObject({ id: AccountId, texts: z.array(z.string()).check(z.maxLength(2_000_000)) });
const right = { id: 'acc_AAAAAAAAAAAAAAAAAAAAAA', texts: ['a'] };
/** Comparing it with a number throws. */
const incomparable = { length: { valueOf: 1, toString: 1 } };

describe('a value from outside', () => {
  it('is taken where it has the form', () => {
    expect(parseForeign(Schema, right)).toEqual({ success: true, data: right });
  });

  it.each<[string, unknown, string]>([
    ['another form', { ...right, id: 'acc_' }, 'id'],
    ['no member', { id: right.id }, 'texts'],
  ])('is refused with %s, by what the schema says', (_, value, path) => {
    const parsed = parseForeign(Schema, value);
    expect(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path)).toEqual([[path]]);
  });

  it.each<[string, unknown, string]>([
    ['a text whose length cannot be compared', { ...right, id: incomparable }, 'has a length that is no number'],
    ['a list whose length cannot be compared', { ...right, texts: incomparable }, 'has a length that is no number'],
    [
      'more faults than a schema can gather',
      { ...right, texts: Array.from({ length: 900_000 }, () => 1) },
      'has more faults than can be named',
    ],
  ])('is refused with %s', (_, value, message) => {
    const parsed = parseForeign(Schema, value);
    expect(parsed.success ? [] : parsed.error.issues.map((issue) => issue.message)).toEqual([message]);
    // Where schemas have learned to say it themselves, this file is not needed any more.
    expect(() => Schema.safeParse(value)).toThrow(/primitive value|call stack/);
  });

  it('hides no other error', () => {
    const error = new Error('of the program');
    expect(() => unnamedFault(error)).toThrow(error);
  });
});
