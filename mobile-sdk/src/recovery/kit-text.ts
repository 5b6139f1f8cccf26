import type { RecoveryKit } from '../client-api/account.ts';
import { RECOVERY_WORDS } from '../crypto/recovery-code.ts';
import type { KitField } from './kit-fields.ts';
import { KIT_FIELDS, KIT_FORMAT, KIT_LABELS, checkFormat, kitOfValues, noKit, valuesOfKit } from './kit-fields.ts';

/** Words side by side. */
const WORD_COLUMNS = 3;

const FORMAT_LABEL = 'kit format';

// [Note: Texts of strangers]
// What is searched for a kit may be anything. None of these patterns may take more than one way through the same signs, or the time
// grows with a power of their number: so nothing is sought behind each place where something else was found, and no space may
// belong to what is before it as well as to what is behind it.

/** All values with their labels in order. */
const ONE_LINE = new RegExp(
  [...KIT_FIELDS.map((field) => KIT_LABELS[field]), FORMAT_LABEL].map((label) => `\\b${label}:?\\s+(\\S+)\\s+`).join(''),
  'iu',
);
/** The numbered words, somewhere behind them. */
const WORDS_IN_LINE = new RegExp(`(?:\\d{1,2}\\.\\s*\\p{L}+\\s*){${RECOVERY_WORDS}}`, 'u');

/** Sentences that every form of a kit carries, each as lines of at most 78 characters. */
export const KIT_SENTENCES = {
  title: 'Sealchart recovery kit',
  what: [
    'This sheet opens the health record of one account when its password is',
    'forgotten. Nothing of the record is lost. Whoever has this sheet and reaches',
    'the server has the account: keep it as you keep a passport.',
  ],
  words: `The ${RECOVERY_WORDS} words`,
  hand: ['Name of the person', 'E-mail address', 'Where this is kept'],
  keepTitle: 'What to do with it',
  keep: [
    ['Keep it on paper: print it, or copy it by hand. A photo or a mail of it', 'is a copy that others may find.'],
    ['Keep it apart from your devices and your password.'],
    ['A newer kit ends this one. Then destroy this sheet.'],
    ['Nobody ever needs to ask you for these words: not the operator, not a doctor.'],
  ],
  useTitle: 'How to use it',
  use: [
    ['Name the server above to a Sealchart program and choose to recover.', 'On the command line: sealchart recover'],
    ['Scan the code, or type the words in their order.', 'The first four letters of each are enough.'],
    ['Choose a new password. Your record is as it was.'],
  ],
} as const;

/** The kit as plain text: ASCII, 80 columns but for a server of a very long name, lines ended by one line feed. */
export function recoveryKitText(kit: RecoveryKit): string {
  const s = KIT_SENTENCES;
  const title = s.title.toUpperCase();
  return [
    title,
    '='.repeat(title.length),
    '',
    ...s.what,
    '',
    ...kitFacts(kit).map(({ label, value }) => `  ${label.padEnd(12)} ${value}`),
    '',
    s.words,
    '',
    ...kitWordRows(kit).map((row) => `  ${row.map((word) => word.padEnd(20)).join('')}`.trimEnd()),
    '',
    ...s.hand.map((label) => `  ${label.padEnd(20)}${'_'.repeat(46)}`).flatMap((line) => [line, '']),
    s.keepTitle,
    ...itemLines(s.keep),
    '',
    s.useTitle,
    ...itemLines(s.use),
    '',
  ].join('\n');
}

/** What the kit belongs to, in the order in which it is read. */
export function kitFacts(kit: RecoveryKit): { readonly label: string; readonly value: string }[] {
  const values = valuesOfKit(kit);
  return [
    ...KIT_FIELDS.map((field) => ({ label: KIT_LABELS[field], value: values[field] })),
    { label: FORMAT_LABEL, value: String(KIT_FORMAT) },
  ];
}

/** The words, each with its number, in the rows in which they are read. */
export function kitWordRows(kit: RecoveryKit): string[][] {
  const numbered = kit.words.map((word, index) => `${`${index + 1}.`.padStart(3)} ${word}`);
  return Array.from({ length: Math.ceil(numbered.length / WORD_COLUMNS) }, (_, row) =>
    numbered.slice(row * WORD_COLUMNS, (row + 1) * WORD_COLUMNS),
  );
}

/** The kit of a text that `recoveryKitText` or a copy of the printed page made; undefined when it is none. `E_WORDS` when it is damaged or newer. */
export function findKitText(text: string): RecoveryKit | undefined {
  const format = labelled(text, FORMAT_LABEL);
  if (format === undefined) return findKitLine(text);
  checkFormat(format);
  const values = Object.fromEntries(KIT_FIELDS.flatMap((field) => valueOf(text, field)));
  return kitOfValues(values, wordsIn(text));
}

/** The same where the breaks between lines were lost, as some programs do when a text is pasted. */
function findKitLine(text: string): RecoveryKit | undefined {
  const head = ONE_LINE.exec(text);
  const [words] = WORDS_IN_LINE.exec(text.slice((head?.index ?? 0) + (head?.[0].length ?? 0))) ?? [];
  const [, ...found] = head ?? [];
  const format = found[KIT_FIELDS.length];
  if (format === undefined || words === undefined) return undefined;
  checkFormat(format);
  const values = Object.fromEntries(KIT_FIELDS.map((field, index) => [field, found[index] ?? '']));
  return kitOfValues(values, wordsIn(words.replaceAll(/\s+/g, ' ')));
}

function valueOf(text: string, field: KitField): [KitField, string][] {
  const value = labelled(text, KIT_LABELS[field]);
  return value === undefined ? [] : [[field, value]];
}

function labelled(text: string, label: string): string | undefined {
  // On the printed page the value stands below its label.
  return new RegExp(`^[ \\t]*${label}:?\\s+(\\S+)[ \\t]*$`, 'im').exec(text)?.[1];
}

/** The words by their numbers, from the lines that hold nothing else. */
function wordsIn(text: string): string {
  const rows = text.match(/^(?:[ \t]*\d{1,2}\.[ \t]*\p{L}+)+[ \t]*$/gmu) ?? [];
  const words = new Map<number, string>();
  for (const [, place, word = ''] of rows.join('\n').matchAll(/(\d{1,2})\.[ \t]*(\p{L}+)/gu)) {
    if (words.has(Number(place))) throw noKit(`there are two words with the number ${place}`);
    words.set(Number(place), word);
  }
  return Array.from({ length: RECOVERY_WORDS }, (_, index) => {
    const word = words.get(index + 1);
    if (word === undefined) throw noKit(`word ${index + 1} is missing`);
    return word;
  }).join(' ');
}

function itemLines(items: readonly (readonly string[])[]): string[] {
  return items.flatMap((lines) => lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`));
}
