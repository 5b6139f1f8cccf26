import type { Reader } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import type { Output } from '../terminal/output.ts';
import { tableLines } from '../terminal/table.ts';
import { ADDRESS_HEADING, paintState, personJson, stateWords, wordsLine } from './person-view.ts';

/** A reader in answers of `--json`. */
export function readerJson(reader: Reader): Record<string, unknown> {
  return { ...personJson(reader.person), role: reader.role, isSelf: reader.isSelf };
}

/** A table of everyone who can read, with what is proven about each; `indent` columns are left free before it. */
export function readerLines(readers: readonly Reader[], output: Output, indent = 0): string[] {
  const { style, columns } = output;
  return tableLines(
    readers,
    [
      { heading: 'NAME', cell: ({ person }) => oneLine(person.name), tail: ({ isSelf }) => (isSelf ? ' (you)' : '') },
      { heading: 'ROLE', cell: ({ role }) => role, max: 8 },
      {
        heading: 'KEY',
        cell: ({ person, isSelf }) => (isSelf ? 'yours' : stateWords(person.state)),
        max: 12,
        paint: (text, { person, isSelf }) => (isSelf ? text : paintState(person.state, style, text)),
      },
      { heading: ADDRESS_HEADING, cell: ({ person }) => oneLine(person.identifier ?? 'not known here'), max: 40, min: 16, spare: 1 },
      { heading: 'WORDS OF THE KEY', cell: ({ person }) => wordsLine(person.words), max: 60 },
    ],
    columns === undefined ? undefined : columns - indent,
  );
}
