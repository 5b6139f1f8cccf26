import { expect, it } from '@jest/globals';
import { isLockKey } from './lock-key.ts';

const PRESSED = { key: 'L', code: 'KeyL', altKey: true, shiftKey: true, ctrlKey: false, metaKey: false };

it.each([
  ['on most keyboards', {}],
  ['with the capitals locked', { key: 'l' }],
  ['where the letter lies elsewhere', { code: 'KeyP' }],
  ['on a Mac, where the keys type a sign', { key: 'Ò' }],
  ['on a keyboard of another script', { key: 'Д' }],
])('are the lock keys %s', (_where, pressed) => {
  expect(isLockKey({ ...PRESSED, ...pressed })).toBe(true);
});

it.each([
  ['without Alt', { altKey: false }],
  ['without Shift', { shiftKey: false }],
  ['with Control, as AltGr is told', { ctrlKey: true }],
  ['with Command', { metaKey: true }],
  ['of another letter in its place', { key: 'N' }],
  ['of another key', { key: 'K', code: 'KeyK' }],
])('are other keys %s', (_what, pressed) => {
  expect(isLockKey({ ...PRESSED, ...pressed })).toBe(false);
});
