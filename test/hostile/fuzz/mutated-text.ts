import fc from 'fast-check';

/** What parsers of text trip over: signs that cannot be seen, halves of signs, marks, numbers without end, names that objects have already. */
const ODD_TEXTS = [
  '\0',
  '\n',
  '\r',
  '\r\n',
  '\t',
  ' ',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u200d',
  '\u202e',
  '\u0130',
  '\u0131',
  '\ufb03',
  '\ud800',
  '\udc00',
  '\u{1f468}\u200d\u{1f469}',
  'e\u0301'.repeat(40),
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '{',
  '[',
  '}',
  ':',
  ',',
  '//',
  '../',
  '%00',
  '%2e%2e%2f',
  '%ff',
  '=',
  '&',
  '+',
  '-0',
  '1e999',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'a'.repeat(300),
  '  1. a'.repeat(60),
];

const place = fc.nat({ max: 2 ** 20 });

const change = (samples: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('insert'), at: place, text: fc.constantFrom(...ODD_TEXTS) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('replace'), at: place, text: fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), at: place, count: fc.nat({ max: 40 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat'), at: place, count: fc.nat({ max: 40 }), times: fc.nat({ max: 20 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut'), at: place }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('upper', 'lower', 'decomposed') }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('splice'), at: place, from: place, sample: fc.constantFrom(...samples) }) },
  );
type Change = typeof change extends (samples: readonly string[]) => fc.Arbitrary<infer T> ? T : never;

function changed(text: string, next: Change): string {
  if (next.kind === 'upper') return text.toUpperCase();
  if (next.kind === 'lower') return text.toLowerCase();
  if (next.kind === 'decomposed') return text.normalize('NFKD');
  const at = 'at' in next ? next.at % (text.length + 1) : 0;
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  if ('sample' in next) return head + next.sample.slice(next.from % Math.max(1, next.sample.length));
  if ('text' in next) return head + next.text + (next.kind === 'insert' ? tail : tail.slice(next.text.length));
  if ('times' in next) return head + tail.slice(0, next.count).repeat(next.times) + tail;
  return next.kind === 'remove' && 'count' in next ? head + tail.slice(next.count) : head;
}

/** A text with a few changes, of which some come from the others of `samples`. */
export function changedText(text: fc.Arbitrary<string>, samples: readonly string[], most = 4): fc.Arbitrary<string> {
  return fc
    .record({ text, changes: fc.array(change(samples), { maxLength: most }) })
    .map((drawn) => drawn.changes.reduce(changed, drawn.text));
}

/** Samples as they are, samples with a few changes, and text that never was one. */
export function mutatedText(...samples: readonly string[]): fc.Arbitrary<string> {
  const touched = changedText(fc.constantFrom(...samples), samples);
  return fc.oneof({ weight: 12, arbitrary: touched }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) });
}
