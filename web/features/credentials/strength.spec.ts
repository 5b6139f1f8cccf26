import { describe, expect, it } from '@jest/globals';
import { makePassphrase } from '../../worker/passphrase.ts';
import { isAllowed, isFair, measureStrength, refusalOf } from './strength.ts';

/** Word lists that a broken network does not bring. */
const unloadable = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
/** Word lists that are on the way for ever. */
const endless = () => new Promise<never>(() => undefined);

const PERSONAL = ['ada.moss@example.org', 'Ada Moss'];

describe('the strength of a password', () => {
  it('is enough for six random words, and for a long sentence of one’s own', async () => {
    expect((await measureStrength(makePassphrase(), PERSONAL)).score).toBe(4);
    expect(await refusalOf('seven blue ducks dive at 44', PERSONAL)).toBeUndefined();
  });

  it.each(['password1234', 'qwertzuiop123', 'aaaaaaaaaaaaaaaa', '123456789012', 'abcabcabcabcabc'])(
    'is too little for %s',
    async (password) => {
      expect(await refusalOf(password, PERSONAL)).toBe('weak');
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

describe('a password that nobody could judge', () => {
  const strong = 'seven blue ducks dive at 44';

  it('is refused where the word lists cannot be loaded, however strong it is', async () => {
    expect(await refusalOf(strong, PERSONAL, { measure: unloadable })).toBe('unjudged');
    expect(await refusalOf(strong, PERSONAL)).toBeUndefined();
  });

  it('is refused where they do not come in time', async () => {
    expect(await refusalOf(strong, PERSONAL, { measure: endless, patienceMs: 1 })).toBe('unjudged');
  });
});

describe('a suggested passphrase', () => {
  it('has six words, others each time', () => {
    const [one, two] = [makePassphrase(), makePassphrase()];
    expect(one).toMatch(/^([a-z]+-){5}[a-z]+$/);
    expect(one).not.toBe(two);
  });
});
