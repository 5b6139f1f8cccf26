import type { FormerContent, Remark } from '@sealchart/sdk';
import { manyLines, oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';
import { COMMAND } from './execute.ts';

/** A content as somebody signed it. */
export type SignedContent = Pick<FormerContent, 'elementId' | 'author' | 'authoredAt' | 'remarks'>;

/** An addendum in answers of `--json`. */
export function remarkJson(remark: Remark): Record<string, unknown> {
  const { number, text, author, authoredAt, contentVersion, isCurrent } = remark;
  return { number, text, author, authoredAt, contentVersion, isCurrent };
}

/**
 * Who vouches for a content. A version that brought an addendum is signed as a whole by whoever added it, and so says nothing of who wrote
 * the content: the history does.
 */
export function authorLines({ elementId, author, authoredAt, remarks }: SignedContent, name: string, style: Style): string[] {
  const last = remarks.at(-1);
  const isOfAddendum = last !== undefined && last.isCurrent && last.author === author;
  const words = `${name} on ${authoredAt}, ${style.good('signature proven')}`;
  if (!isOfAddendum) return [`  written by  ${words}`];
  return [`  signed by   ${words}, with addendum ${last.number}`, `  written by  see ${COMMAND} history ${oneLine(elementId)}`];
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
