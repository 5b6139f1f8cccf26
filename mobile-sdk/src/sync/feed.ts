import type { FeedResponse, FeedRow } from '@sealchart/protocol';
import { ElementId, SealchartError } from '@sealchart/protocol';

/**
 * The rows of an answer follow the cursor without a gap and are of the account's own feed (`E_INCOMPLETE`); the feed is
 * not behind what this device has seen (`E_ROLLBACK`).
 */
export function requireRows({ rows, newest }: FeedResponse, principal: string, cursor: number): readonly FeedRow[] {
  if (newest < cursor) throw new SealchartError('E_ROLLBACK', { detail: `feed ends at ${newest} and was seen up to ${cursor}` });
  const isGapless = rows.every((row, i) => row.principal === principal && row.seq === cursor + i + 1 && row.seq <= newest);
  if (!isGapless || (rows.length === 0 && newest > cursor)) throw new SealchartError('E_INCOMPLETE', { detail: 'a gap in the feed' });
  return rows;
}

/** The newest row of each element. `E_FORMAT` when a row of an element names none. */
export function newestRows(rows: readonly FeedRow[]): Map<string, FeedRow> {
  const elements = rows.filter((row) => row.kind === 'element');
  if (!elements.every((row) => ElementId.safeParse(row.id).success))
    throw new SealchartError('E_FORMAT', { detail: 'a row of no element' });
  return new Map(elements.map((row) => [row.id, row]));
}
