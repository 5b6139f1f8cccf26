import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient, WaitingEdit } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { oneLine } from '../terminal/escape.ts';
import { conflictLines, waitingLines } from './conflict-view.ts';
import { isConfirmed } from './confirmation.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { resolveElement, shortIds } from './element-reference.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { doneLines, outcomesExit, outcomesJson } from './outcome-view.ts';
import { namesOf } from './person-view.ts';
import type { ResolutionOptions } from './resolution.ts';
import { isChoosing, parseResolution, requireComplete } from './resolution.ts';
import { syncIfReachable } from './sync-step.ts';

interface ConflictsOptions extends ResolutionOptions {
  readonly discard?: boolean;
  readonly yes?: boolean;
}

export function conflictsCommand(execute: Execute): Command {
  return new Command('conflicts')
    .description('list edits of this device that are not stored, and choose where somebody else changed the same')
    .argument('[element]', 'the id, or its beginning: shows both sides of one conflict')
    .option('--mine', 'take mine for every part that both changed')
    .option('--theirs', 'take theirs for every part that both changed')
    .option('--take <part=choice...>', 'choose for single parts: --take title=mine text=theirs')
    .option('--discard', 'give up the edit; the record stays as it is')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nNothing is lost before you choose: theirs is in the record, yours on this device. What only one of you changed is taken\nwithout asking. Your choice becomes a new version; theirs stays in the history.',
    )
    .addHelpText(
      'after',
      examples('conflicts', 'conflicts elm_Xy12ab', 'conflicts elm_Xy12ab --mine', 'conflicts elm_Xy12ab --theirs --take title=mine'),
    )
    .action((reference: string | undefined, options: ConflictsOptions, command: Command) =>
      execute(command, (context) => conflicts(context, reference, options)),
    );
}

async function conflicts(context: CommandContext, reference: string | undefined, options: ConflictsOptions): Promise<ExitCode | void> {
  const isDeciding = isChoosing(options) || options.discard === true;
  if (reference === undefined && isDeciding) throw new SealchartError('E_USAGE', { detail: 'name the element that you choose for' });
  if (isChoosing(options) && options.discard === true) {
    throw new SealchartError('E_USAGE', { detail: 'choose between both, or give yours up with --discard' });
  }
  const resolution = parseResolution(options);
  const opened = await context.open();
  const { client } = opened;
  await syncIfReachable(context, client, { isAboutEdits: true });
  const waiting = await client.waiting();
  if (reference === undefined) return list(context, client, waiting);
  const edits = editsOf(reference, waiting);
  if (options.discard === true) return discard(context, client, edits, options.yes);
  const edit = edits[0];
  if (!isDeciding) return show(context, opened, edit);
  const conflict = await conflictOf(client, edit);
  if (!conflict) throw new SealchartError('E_USAGE', { detail: 'this edit only waits: nobody changed the same part' });
  requireComplete(resolution, conflict);
  const outcome = await client.resolveConflict(edit.elementId, resolution);
  if (!outcome.ok) throw outcome.error;
  const [json] = outcomesJson([outcome]);
  await context.output.answer({ ...json, title: edit.title }, () => [
    `Decided: ${oneLine(edit.title)}  (${outcome.elementId}, version ${outcome.version})`,
    ...doneLines([outcome], context.output.style),
  ]);
  return outcomesExit([outcome]);
}

/** What waits of one element, a conflict first: an edit and an addendum may wait side by side. */
function editsOf(reference: string, waiting: readonly WaitingEdit[]): readonly [WaitingEdit, ...WaitingEdit[]] {
  const perElement = [...new Map(waiting.map((edit) => [edit.elementId, edit])).values()];
  const named = resolveElement(reference, perElement);
  const all = waiting.filter(({ elementId }) => elementId === named.elementId);
  const first = all.find(({ state }) => state === 'conflict') ?? all[0] ?? named;
  return [first, ...all.filter((edit) => edit !== first)];
}

async function list(context: CommandContext, client: SealchartClient, waiting: readonly WaitingEdit[]): Promise<void> {
  const found = await client.conflicts();
  await context.output.answer({ waiting, conflicts: found }, () => {
    if (waiting.length === 0) return ['Nothing waits, and nothing is in conflict.'];
    return [
      ...waitingLines(waiting, shortIds(waiting), context.output),
      ...(found.length === 0 ? [] : ['', `Both sides of one: ${COMMAND} conflicts ${found[0]?.elementId ?? ''}`]),
    ];
  });
}

async function conflictOf(client: SealchartClient, { elementId }: WaitingEdit) {
  return (await client.conflicts()).find((conflict) => conflict.elementId === elementId);
}

async function show(context: CommandContext, { client, account }: OpenAccount, edit: WaitingEdit): Promise<void> {
  const conflict = await conflictOf(client, edit);
  const nameOf = namesOf(account, await client.people());
  await context.output.answer({ edit, conflict: conflict ?? null }, () =>
    conflict
      ? conflictLines(conflict, nameOf, context.output.style)
      : [
          `${oneLine(edit.title)}: your ${edit.kind === 'addendum' ? 'addendum' : 'edit'} of ${edit.editedAt} waits on this device.`,
          'The next command that reaches the server sends it.',
          `Give it up: ${COMMAND} conflicts ${edit.elementId} --discard`,
        ],
  );
}

async function discard(
  context: CommandContext,
  client: SealchartClient,
  edits: readonly [WaitingEdit, ...WaitingEdit[]],
  isYes: boolean | undefined,
): Promise<void> {
  const [{ elementId, title }] = edits;
  const what = edits.map(({ kind }) => (kind === 'addendum' ? 'your addendum' : 'your edit')).join(' and ');
  context.output.note(`You are about to give up ${what}: ${oneLine(title)}. What you wrote is nowhere else.`, '');
  if (!(await isConfirmed(context, 'Give it up?', isYes))) {
    context.output.note('Nothing was changed.');
    return;
  }
  await client.discardEdit(elementId);
  await context.output.answer({ elementId, discarded: true }, () => [`Given up: ${oneLine(title)}. The record is as it was.`]);
}
