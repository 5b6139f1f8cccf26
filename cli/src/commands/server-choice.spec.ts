import { describe, expect, it } from '@jest/globals';
import { addressOf } from './server-choice.ts';

describe('the address of a server', () => {
  it.each([
    ['https://Health.Example.org', 'https://health.example.org'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['https://example.org:443', 'https://example.org'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(addressOf(typed)).toBe(kept);
  });

  it.each([
    'localhost:3000',
    'example.org',
    'ftp://example.org',
    'https://user:secret@example.org',
    'https://example.org/path',
    'https://example.org?x',
    '',
  ])('is never %j', (typed) => {
    expect(() => addressOf(typed)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});
