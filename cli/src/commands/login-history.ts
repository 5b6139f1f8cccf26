import type { LoginAttempt } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import { oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';
import { COMMAND } from './execute.ts';
import { minuteOf } from './time-view.ts';

const WAYS: Readonly<Record<LoginAttempt['way'], string>> = { password: 'password', recovery: 'recovery kit' };
const RESULTS: Readonly<Record<LoginAttempt['result'], string>> = { in: 'in', refused: 'refused', throttled: 'held off' };

/** Attempts to get into the account, newest first; `older` is the place that an answer named. `E_USAGE`. */
export async function loginHistory(context: CommandContext, older: string | undefined): Promise<void> {
  if (older !== undefined && !/^[0-9a-f]{24}$/.test(older)) {
    throw new SealchartError('E_USAGE', { detail: '--older takes the place that the answer before named' });
  }
  const { client } = await context.open();
  const { logins, before } = await client.logins(older);
  const { style, columns } = context.output;
  await context.output.answer({ logins, before: before ?? null }, () => [
    ...(logins.length === 0 ? ['Nothing is kept.'] : loginLines(logins, style, columns)),
    ...(before === undefined ? [] : ['', `Older ones: ${COMMAND} history --logins --older ${before}`]),
  ]);
}

function loginLines(logins: readonly LoginAttempt[], style: Style, columns: number | undefined): string[] {
  return tableLines(
    logins,
    [
      { heading: 'WHEN (UTC)', cell: ({ at }) => minuteOf(at), max: 16 },
      { heading: 'WITH', cell: ({ way }) => WAYS[way], max: 12 },
      {
        heading: 'RESULT',
        cell: ({ result, count }) => RESULTS[result] + (count > 1 ? ` x${count}` : ''),
        max: 14,
        paint: (text, { result }) => (result === 'in' ? text : style.warn(text)),
      },
      {
        heading: 'NOTE',
        cell: ({ isUnusual, isKnownDevice }) => (isUnusual ? 'UNUSUAL' : isKnownDevice ? 'known device' : ''),
        max: 12,
        paint: (text, { isUnusual }) => (isUnusual ? style.bad(text) : text),
      },
      { heading: 'DEVICE', cell: ({ device }) => oneLine(device) },
      { heading: 'ADDRESS', cell: ({ address }) => oneLine(address), max: 39, min: 12, spare: 1 },
    ],
    columns,
  );
}
