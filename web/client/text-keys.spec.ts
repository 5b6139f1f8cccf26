import { expect, it } from '@jest/globals';
import { canHaveText } from './text-keys.ts';

it('asks for no text by a word that is no part of a key, or that every object has', () => {
  const words = ['active', 'on-hold', 'valueSet', '', 'a.b', 'a b', '<b>', '__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  expect(words.filter(canHaveText)).toEqual(['active', 'on-hold', 'valueSet']);
});
