import { describe, expect, it } from '@jest/globals';
import { unitWords } from './unit-words.ts';

describe('units in words', () => {
  it('are read as people write them, and otherwise left alone', () => {
    expect(['mm[Hg]', 'Cel', '{beats}/min', '{score}', '1', 'mmol/L', 'Tablette'].map(unitWords)).toEqual([
      'mmHg',
      '°C',
      '/min',
      '',
      '',
      'mmol/L',
      'Tablette',
    ]);
  });

  it('are left alone where they are called as something that every object has', () => {
    for (const unit of ['constructor', '__proto__', 'toString']) expect(unitWords(unit)).toBe(unit);
  });
});
