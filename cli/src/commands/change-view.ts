import type { FieldChange } from '@sealchart/sdk';
import { manyLines, oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';

/** Lines of one value that are shown; `--json` has all of them. */
const VALUE_LINES = 60;

/** Where two contents differ: each place, what stood there, and what stands there now. */
export function changeLines(changes: readonly FieldChange[], style: Style, indent = ''): string[] {
  return changes.flatMap(({ path, before, after }) => [
    `${indent}${style.bold(oneLine(path))}`,
    ...valueLines(withoutEnd(before, after), `${indent}  - `).map(style.bad),
    ...valueLines(withoutEnd(after, before), `${indent}  + `).map(style.good),
  ]);
}

/** A text without the newline at its end, where that is not what differs. */
function withoutEnd(value: string | undefined, other: string | undefined): string | undefined {
  const isSame = other === undefined || other.endsWith('\n');
  return isSame && value?.endsWith('\n') === true ? value.slice(0, -1) : value;
}

/** A value, every line of it behind the same mark; nothing where there is none. */
export function valueLines(value: string | undefined, mark: string): string[] {
  if (value === undefined) return [];
  const lines = manyLines(value);
  return [
    ...lines.slice(0, VALUE_LINES).map((line) => `${mark}${line}`),
    ...(lines.length > VALUE_LINES ? [`${mark}… and ${lines.length - VALUE_LINES} more lines; --json has all`] : []),
  ];
}
