import type { ErrorCode } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient, SyncReport } from '@sealchart/sdk';
import { failureOf } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext } from './context.ts';
import { COMMAND } from './execute.ts';
import { outcomesJson } from './outcome-view.ts';

/** Refused elements that are named one by one. */
const NAMED = 10;

/** The server cannot be reached. */
const AWAY: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['E_NETWORK', 'E_UNAVAILABLE']);

/** What does not keep a person from writing: it waits for the next login. */
const KEEPING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...AWAY, 'E_UNAUTHENTICATED']);

export interface ReachOptions {
  /** The command itself tells what is in conflict. */
  readonly isAboutEdits?: boolean;
  /** The command writes something down first: a session that ended stops it no more than a lost connection. */
  readonly isKeeping?: boolean;
}

/** Fetches what changed and tells what was refused. */
export async function syncFirst(context: CommandContext, client: Pick<SealchartClient, 'sync'>, isAboutEdits = false): Promise<SyncReport> {
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
  tellSent(context, isAboutEdits ? { ...report, conflicts: 0 } : report);
  tellPending(context, report);
  return report;
}

/**
 * As `syncFirst`, for acts that do without the server: undefined, and a note, where it cannot be reached. What this device
 * knows is shown then, and what is written waits.
 */
export async function syncIfReachable(
  context: CommandContext,
  client: Pick<SealchartClient, 'sync' | 'waiting'>,
  { isAboutEdits = false, isKeeping = false }: ReachOptions = {},
): Promise<SyncReport | undefined> {
  try {
    return await syncFirst(context, client, isAboutEdits);
  } catch (error) {
    if (!(error instanceof SealchartError) || !(isKeeping ? KEEPING : AWAY).has(error.code)) throw error;
    const waiting = (await client.waiting()).filter(({ state }) => state === 'waiting').length;
    context.output.note(
      `${failureOf(error).title} (${error.code}) What this device knows may be out of date.`,
      ...(waiting === 0 ? [] : [`${amountOf(waiting, 'edit')} of yours ${waiting === 1 ? 'waits' : 'wait'} on this device.`]),
      '',
    );
    return undefined;
  }
}

/** What waited on this device and was decided now, and what the person has to choose between. */
function tellSent({ output }: CommandContext, { sent, conflicts }: SyncReport): void {
  const stored = sent.filter((outcome) => outcome.ok && outcome.isWaiting !== true);
  const merged = stored.filter((outcome) => outcome.ok && outcome.isMerged === true).length;
  const refused = sent.filter((outcome) => !outcome.ok).filter(({ error }) => error.code !== 'E_UNMERGED');
  const lines = [
    ...(stored.length === 0
      ? []
      : [
          `${amountOf(stored.length, 'change')} that waited on this device ${stored.length === 1 ? 'is' : 'are'} stored now.`,
          ...(merged === 0 ? [] : [`${merged} of them joined with what somebody else had changed.`]),
        ]),
    ...refused.slice(0, NAMED).map(({ elementId, error }) => `Not stored: ${elementId}  ${error.code}  ${failureOf(error).title}`),
    ...(refused.length > NAMED ? [`and ${refused.length - NAMED} more; --json names all`] : []),
    ...(conflicts === 0 ? [] : [output.noteStyle.warn(`${amountOf(conflicts, 'conflict')} to be decided by you: ${COMMAND} conflicts`)]),
  ];
  if (lines.length > 0) output.note(...lines, '');
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
    sent: outcomesJson(report.sent),
    conflicts: report.conflicts,
    ...(report.pending ? { pending: { steps: report.pending.steps, ...pendingError(report.pending) } } : {}),
  };
}

function pendingError({ error }: NonNullable<SyncReport['pending']>): Record<string, unknown> {
  return error ? { error: failureOf(error) } : {};
}
