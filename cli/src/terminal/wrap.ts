import { widthOf } from './width.ts';

/** `  key   ` or `  - ` in front of a value: what is broken continues under the value. */
const LABEL = /^ *(?:- |\S+(?: \S+)* {2,})/;

/** Breaks a line between its words so that it fits the columns of a terminal; a word that is longer stays whole. */
export function wrapLine(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const found = LABEL.exec(line)?.[0] ?? /^ */.exec(line)?.[0] ?? '';
  const label = widthOf(found) <= columns / 2 ? found : '';
  const indent = ' '.repeat(widthOf(label));
  const lines: string[] = [];
  let current = label;
  let isEmpty = true;
  for (const word of line.slice(label.length).split(' ')) {
    if (!isEmpty && widthOf(current) + 1 + widthOf(word) > columns) {
      lines.push(current.trimEnd());
      current = indent;
      isEmpty = true;
    }
    current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current.trimEnd()];
}

/** Text of several lines, each broken by itself; unchanged where the width is not known. */
export function wrapText(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n');
}
