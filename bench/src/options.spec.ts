import { describe, expect, it } from '@jest/globals';
import { BENCHES } from './bench.ts';
import { readOptions } from './options.ts';

describe('the arguments', () => {
  it('choose everything unless they say what', () => {
    expect(readOptions([])).toEqual({ rows: Object.keys(BENCHES), isShort: false, isCheck: false });
    expect(readOptions(['--rows', 'open,seal', '--short', '--check'])).toEqual({ rows: ['open', 'seal'], isShort: true, isCheck: true });
  });

  it.each([[['--rows', 'seal,toString']], [['--rows', '']], [['--long']], [['seal']]])('are refused when not understood: %j', (args) => {
    expect(() => readOptions(args)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });
});
