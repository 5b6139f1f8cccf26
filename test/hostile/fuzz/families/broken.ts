import { SealchartError } from '@sealchart/protocol';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';

const hoard: string[][] = [];

/** One input in twenty does what no parser may do. */
const family = (name: string, misdeed: (text: string) => boolean | Promise<boolean>): Family => ({
  name,
  inputs: fc.string({ minLength: 1, maxLength: 20 }),
  refusals: ['E_FORMAT'],
  read: (input) => {
    const text = textOf(input);
    if (text.length === 1) return misdeed(text);
    if (text.length % 2 === 0) throw new SealchartError('E_FORMAT');
    return true;
  },
});

/** Parsers with one defect each: that they are caught proves the loop that reads all the others. */
export function brokenGroup(): Group {
  return {
    families: [
      family('throws no typed error', (text) => (undefined as unknown as { at: (text: string) => boolean }).at(text)),
      family('throws another code', () => {
        throw new SealchartError('E_INTERNAL');
      }),
      family('throws no error at all', () => {
        // oxlint-disable-next-line typescript/only-throw-error -- that is the defect
        throw 'text';
      }),
      family('takes what is none', () => {
        requireTrue(false, 'it is none');
        return true;
      }),
      family('hangs', () => {
        for (;;) if (hoard.length > 1) return true;
      }),
      family('never answers', () => new Promise<boolean>(() => undefined)),
      family('takes memory', (text) => {
        for (let i = 0; i < 10_000_000; i += 1) hoard.push(Array.from({ length: 1_000 }, () => text));
        return true;
      }),
      family('takes bytes', () => Buffer.alloc(300 * 2 ** 20, 1).length > 0),
      family('leaves a rejection behind', () => {
        void Promise.reject(new Error('left behind'));
        return true;
      }),
      family('ends the process', () => process.exit(3)),
      { ...family('takes nothing', () => false), read: () => false },
    ],
  };
}
