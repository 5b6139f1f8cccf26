import { describe, expect, it } from '@jest/globals';
import { fitsName } from './whose.ts';

describe('the name in a file', () => {
  it.each([
    ['Kermit Trantow', 'Kermit Trantow'],
    ['Mr. Kermit A. Trantow', 'Trantow Kermit'],
    ['Kermit4 Trantow12', 'Kermit Trantow'],
    ['Zoë Nuñez', 'ZOE NUNEZ'],
    ['Ada Maria Moss', 'Ada Moss'],
    ['王芳', '王芳'],
  ])('%s may be %s', (subject, name) => {
    expect(fitsName(subject, ['Somebody Else', name])).toBe(true);
  });

  it.each([
    ['Kermit Trantow', 'Kermit Moss'],
    ['Dr.', 'Dr. Moss'],
    ['', 'Ada Moss'],
    ['Ada Moss', '123'],
  ])('%s is not %s', (subject, name) => {
    expect(fitsName(subject, [name])).toBe(false);
  });
});
