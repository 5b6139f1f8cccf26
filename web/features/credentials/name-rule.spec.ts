import { expect, it } from '@jest/globals';
import { validateName } from './name-rule.ts';

it.each([
  ['Ada', true],
  [` ${'a'.repeat(200)} `, true],
  ['a'.repeat(201), 'long'],
  [' ', 'required'],
  ['', 'required'],
])('judges the name %j', (name, judged) => {
  expect(validateName(name)).toBe(judged);
});
