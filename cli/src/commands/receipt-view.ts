import type { ErasedElement } from '@sealchart/sdk';
import { amountOf, sizeOf } from '../terminal/amount.ts';
import type { Output } from '../terminal/output.ts';
import { tableLines } from '../terminal/table.ts';
import { shortIds } from './element-reference.ts';
import { minuteOf } from './time-view.ts';

const DAY_MS = 86_400_000;

/** What a receipt is, wherever one is shown. */
export const RECEIPT_WORDS = 'A receipt is signed by the server: it is the word of its operator, and no proof.';

/** An erased element in answers of `--json`, its receipt whole. */
export function erasedJson({ elementId, recordId, version, erasedAt, receipt }: ErasedElement): Record<string, unknown> {
  return { elementId, recordId, version, erasedAt, receipt: receipt ?? null };
}

/** What was erased, and what the server says it destroyed. */
export function erasedLines(erased: readonly ErasedElement[], { style, columns }: Output): string[] {
  const idOf = shortIds(erased);
  return tableLines(
    erased,
    [
      { heading: 'ID', cell: ({ elementId }) => idOf(elementId), max: 30, paint: style.bold },
      { heading: 'ERASED (UTC)', cell: ({ erasedAt }) => minuteOf(erasedAt), max: 16 },
      { heading: 'DESTROYED', cell: destroyedWords },
      { heading: 'IN BACKUPS UNTIL', cell: backupWords, max: 16, spare: 1 },
    ],
    columns,
  );
}

function destroyedWords({ receipt }: ErasedElement): string {
  if (!receipt) return 'no receipt yet';
  const { versions, keyPackets, bytes } = receipt.destroyed;
  return `${amountOf(versions, 'version')}, ${amountOf(keyPackets, 'key')}, ${sizeOf(bytes)}`;
}

function backupWords({ receipt }: ErasedElement): string {
  if (!receipt) return '';
  return receipt.backupDays === 0 ? 'none kept' : new Date(Date.parse(receipt.at) + receipt.backupDays * DAY_MS).toISOString().slice(0, 10);
}
