import type { Remark } from '@sealchart/sdk';
import { manyLines } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';

/** An addendum in answers of `--json`. */
export function remarkJson(remark: Remark): Record<string, unknown> {
  const { number, text, author, authoredAt, contentVersion, isCurrent } = remark;
  return { number, text, author, authoredAt, contentVersion, isCurrent };
}

/** Addenda below the content that they speak about; nothing where there is none. */
export function remarkLines(remarks: readonly Remark[], nameOf: (accountId: string) => string, style: Style): string[] {
  return remarks.flatMap(({ number, text, author, authoredAt, contentVersion, isCurrent }) => [
    '',
    `${style.bold(`Addendum ${number}`)} by ${nameOf(author)} on ${authoredAt}, ${style.good('signature proven')}${
      isCurrent ? '' : style.warn(` (to version ${contentVersion}; the content has changed since)`)
    }`,
    ...manyLines(text).map((line) => `  ${line}`),
  ]);
}
