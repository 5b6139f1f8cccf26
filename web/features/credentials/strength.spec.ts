import { describe, expect, it } from '@jest/globals';
import { makePassphrase } from '../../worker/passphrase.ts';
import { isAllowed, isFair, isStrongEnough, measureStrength } from './strength.ts';

const PERSONAL = ['ada.moss@example.org', 'Ada Moss'];

describe('the strength of a password', () => {
  it('is enough for six random words, and for a long sentence of one’s own', async () => {
    expect((await measureStrength(makePassphrase(), PERSONAL)).score).toBe(4);
    expect(await isStrongEnough('seven blue ducks dive at 44', PERSONAL)).toBe(true);
  });

  it.each(['password1234', 'qwertzuiop123', 'aaaaaaaaaaaaaaaa', '123456789012', 'abcabcabcabcabc'])(
    'is too little for %s',
    async (password) => {
      expect(await isStrongEnough(password, PERSONAL)).toBe(false);
    },
  );

  it.each(['adamoss12345', 'Moss Ada Moss Ada Moss Ada', 'ada.moss@example.org', 'sealchart-ada-1'])(
    'is too little for %s, which is made of what others know',
    async (password) => {
      const strength = await measureStrength(password, PERSONAL);
      expect(isAllowed(strength)).toBe(false);
      expect(strength.weakness).toBe('userInputs');
    },
  );

  it('is too little below twelve characters, however rare they are', async () => {
    const strength = await measureStrength('x9#Kq!v2Zp&', PERSONAL);
    expect(strength.isShort).toBe(true);
    expect(isAllowed(strength)).toBe(false);
  });

  it('takes what is fair, with a warning', () => {
    expect(isFair({ score: 2, isShort: false })).toBe(true);
    expect(isAllowed({ score: 2, isShort: false })).toBe(true);
    expect(isFair({ score: 3, isShort: false })).toBe(false);
    expect(isAllowed({ score: 1, isShort: false })).toBe(false);
  });
});

describe('a suggested passphrase', () => {
  it('has six words, others each time', () => {
    const [one, two] = [makePassphrase(), makePassphrase()];
    expect(one).toMatch(/^([a-z]+-){5}[a-z]+$/);
    expect(one).not.toBe(two);
  });
});
