import type { SealchartClient, SyncReport } from '@sealchart/sdk';
import { failureOf } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext } from './context.ts';

/** Refused elements that are named one by one. */
const NAMED = 10;

/** Fetches what changed and tells what was refused. */
export async function syncFirst(context: CommandContext, client: Pick<SealchartClient, 'sync'>): Promise<SyncReport> {
  const report = await context.follow('Fetching', 'changes', (onProgress) => client.sync(onProgress));
  const { refused } = report;
  if (refused.length > 0) {
    const { noteStyle } = context.output;
    const more = refused.length - NAMED;
    context.output.note(
      noteStyle.bad(
        `${amountOf(refused.length, 'element')} could not be proven and ${refused.length === 1 ? 'is' : 'are'} not shown as the server gave ${refused.length === 1 ? 'it' : 'them'}:`,
      ),
      ...refused.slice(0, NAMED).map(({ elementId, error }) => `  ${elementId}  ${error.code}  ${failureOf(error).title}`),
      ...(more > 0 ? [`  and ${more} more; --json names all`] : []),
      '',
    );
  }
  tellPending(context, report);
  return report;
}

/** What a change of keys left: the next sync tries again, unless it is for another device to do. */
function tellPending({ output }: CommandContext, { pending }: SyncReport): void {
  if (!pending || pending.steps.length === 0) return;
  const why = pending.error ? `${pending.error.code}: ${failureOf(pending.error).title}` : 'the device that made them has to';
  output.note(`Your keys are new, and what follows from it is not finished (${pending.steps.join(', ')}; ${why}).`, '');
}

/** A sync in answers of `--json`. */
export function syncJson(report: SyncReport): Record<string, unknown> {
  return {
    changed: report.changed,
    gone: report.gone,
    refused: report.refused.map(({ elementId, error }) => ({ elementId, error: failureOf(error) })),
    ...(report.pending ? { pending: { steps: report.pending.steps, ...pendingError(report.pending) } } : {}),
  };
}

function pendingError({ error }: NonNullable<SyncReport['pending']>): Record<string, unknown> {
  return error ? { error: failureOf(error) } : {};
}
