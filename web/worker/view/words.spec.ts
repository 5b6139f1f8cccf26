import { describe, expect, it } from '@jest/globals';
import { folded, wordsIn } from './words.ts';

describe('words of the search', () => {
  it('fold case, accents and letters that are one sound', () => {
    expect(folded('Ménière')).toBe('meniere');
    expect(folded('STRAẞE')).toBe('strasse');
    expect(folded('Øre')).toBe('ore');
  });

  it('keep a number with its decimals whole, however it is written', () => {
    expect(wordsIn('HbA1c 7,2 %, pressure 120/80 mmHg').map(folded)).toEqual(['hba1c', '7.2', 'pressure', '120/80', 'mmhg']);
    expect(folded('7.2')).toBe(folded('7,2'));
  });
});
