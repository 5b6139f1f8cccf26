import type { Reader } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import type { Output } from '../terminal/output.ts';
import type { Column } from '../terminal/table.ts';
import { tableLines } from '../terminal/table.ts';
import { ADDRESS_HEADING, paintState, personJson, stateWords, wordsLine } from './person-view.ts';
import { minuteOf } from './time-view.ts';

/** A reader in answers of `--json`. */
export function readerJson(reader: Reader): Record<string, unknown> {
  const { person, role, isSelf, until, hasEnded, history } = reader;
  return { ...personJson(person), role, isSelf, ...(until === undefined ? {} : { until }), hasEnded, history };
}

/** When an access ends, for tables. */
export function endWords({ until, hasEnded }: Pick<Reader, 'until' | 'hasEnded'>): string {
  if (hasEnded) return 'ENDED';
  return until === undefined ? '' : minuteOf(until);
}

/** Only where somebody's access ends, or has earlier versions: most have neither. */
function termsColumns(readers: readonly Reader[], { style }: Output): Column<Reader>[] {
  const ends: Column<Reader> = {
    heading: 'UNTIL (UTC)',
    cell: endWords,
    max: 16,
    paint: (text, { hasEnded }) => (hasEnded ? style.dim(text) : style.warn(text)),
  };
  const history: Column<Reader> = { heading: 'EARLIER', cell: (reader) => (reader.history ? 'yes' : ''), max: 7 };
  return [
    ...(readers.some(({ until, hasEnded }) => until !== undefined || hasEnded) ? [ends] : []),
    ...(readers.some((reader) => reader.history) ? [history] : []),
  ];
}

/** A table of everyone who can read, with what is proven about each; `indent` columns are left free before it. */
export function readerLines(readers: readonly Reader[], output: Output, indent = 0): string[] {
  const { style, columns } = output;
  return tableLines(
    readers,
    [
      { heading: 'NAME', cell: ({ person }) => oneLine(person.name), tail: ({ isSelf }) => (isSelf ? ' (you)' : '') },
      { heading: 'ROLE', cell: ({ role }) => role, max: 8 },
      ...termsColumns(readers, output),
      {
        heading: 'KEY',
        cell: ({ person, isSelf }) => (isSelf ? 'yours' : stateWords(person.state)),
        max: 12,
        paint: (text, { person, isSelf }) => (isSelf ? text : paintState(person.state, style, text)),
      },
      { heading: ADDRESS_HEADING, cell: ({ person }) => oneLine(person.identifier ?? 'not known here'), max: 40, min: 16, spare: 1 },
      { heading: 'WORDS OF THE KEY', cell: ({ person }) => wordsLine(person.words), max: 60, spare: 2 },
    ],
    columns === undefined ? undefined : columns - indent,
  );
}
