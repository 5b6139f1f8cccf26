import type { Conflict, ConflictField, WaitingEdit } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import type { Output } from '../terminal/output.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines } from '../terminal/table.ts';
import { changeLines, valueLines } from './change-view.ts';
import { COMMAND } from './execute.ts';
import { minuteOf } from './time-view.ts';

/** Columns of the word in front of a value, with the space behind it. */
const LABEL_COLUMNS = 8;

/** Edits of this device that the server has not taken, in a table. */
export function waitingLines(edits: readonly WaitingEdit[], idOf: (elementId: string) => string, { style, columns }: Output): string[] {
  return tableLines(
    edits,
    [
      { heading: 'ID', cell: ({ elementId }) => idOf(elementId), max: 30, paint: style.bold },
      {
        heading: 'STATE',
        cell: ({ state }) => (state === 'conflict' ? 'CONFLICT' : 'waits'),
        max: 8,
        paint: (text, { state }) => (state === 'conflict' ? style.bad(text) : style.warn(text)),
      },
      { heading: 'WHAT', cell: ({ kind }) => (kind === 'addendum' ? 'addendum' : 'edit'), max: 8 },
      { heading: 'TITLE', cell: ({ title }) => oneLine(title) },
      { heading: 'EDITED (UTC)', cell: ({ editedAt }) => minuteOf(editedAt), max: 16 },
    ],
    columns,
  );
}

/** A conflict for people: each part as it was, as they wrote it and as the other did. */
export function conflictLines(conflict: Conflict, nameOf: (accountId: string) => string, style: Style): string[] {
  const { elementId, title, baseVersion, theirVersion, theirAuthor, theirAt, editedAt, fields, merged } = conflict;
  return [
    style.bold(oneLine(title)),
    `  yours   edited on ${editedAt}, from version ${baseVersion}; it is on this device`,
    `  theirs  version ${theirVersion}, by ${nameOf(theirAuthor)} on ${theirAt}, ${style.good('signature proven')}; it is in the record`,
    `  id      ${elementId}`,
    '',
    'Both changed:',
    ...fields.flatMap((field) => fieldLines(field, style)),
    ...(merged.length === 0 ? [] : ['', 'Changed by one of you only, and taken:', ...changeLines(merged, style, '  ')]),
    '',
    `Take yours, or theirs:  ${COMMAND} conflicts ${elementId} --mine   (or --theirs)`,
    `For each part:          ${COMMAND} conflicts ${elementId} ${fields.map(({ path }) => `--take ${quoted(path)}=mine`).join(' ')}   (or =theirs)`,
    `Give up yours:          ${COMMAND} conflicts ${elementId} --discard`,
  ];
}

function fieldLines({ path, before, mine, theirs }: ConflictField, style: Style): string[] {
  return [
    `  ${style.bold(oneLine(path))}`,
    ...labelled('before', before),
    ...labelled('mine', mine).map(style.good),
    ...labelled('theirs', theirs).map(style.warn),
  ];
}

function labelled(label: string, value: string | undefined): string[] {
  const first = `    ${label.padEnd(LABEL_COLUMNS)}`;
  if (value === undefined) return [`${first}(nothing)`];
  const rest = ' '.repeat(first.length);
  return valueLines(value, '').map((line, i) => (i === 0 ? first : rest) + line);
}

/** A path as it is typed: in quotes where a shell would act on it. */
function quoted(path: string): string {
  return /^[\w.@:-]+$/.test(path) ? path : `'${oneLine(path).replaceAll("'", String.raw`'\''`)}'`;
}
