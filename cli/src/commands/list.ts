import { Command } from 'commander';
import type { ElementSummary, SyncReport } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { worstExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext, OpenAccount } from './context.ts';
import { ALIAS_NAMES, resolveTypes, typeOf } from './element-types.ts';
import { countsLine, elementJson, elementLines, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { accountIdOfReference } from './person-reference.ts';
import { labelsOf } from './person-view.ts';
import { syncIfReachable, syncJson } from './sync-step.ts';

interface ListOptions {
  readonly type?: string;
  readonly person?: string;
  readonly offline?: boolean;
}

export function listCommand(execute: Execute): Command {
  return new Command('list')
    .description('list what you may read: your own record and what others share with you')
    .option('--type <types>', `only these types, separated by commas: FHIR types or ${ALIAS_NAMES.join(', ')}`)
    .option('--person <who>', 'only the record of this person: e-mail address, account id, or me')
    .option('--offline', 'do not ask the server: show what the last sync knows')
    .addHelpText(
      'after',
      '\nElements are named by the beginning of their id. Without the server you see what this device knows, and are told so. An element that cannot be proven is not shown, but told (exit code 5).',
    )
    .addHelpText('after', examples('list', 'list --type allergies,medications --person me', 'list --offline --json'))
    .action((options: ListOptions, command: Command) => execute(command, (context) => list(context, options)));
}

async function list(context: CommandContext, options: ListOptions): Promise<ExitCode> {
  const opened = await context.open();
  const report = options.offline === true ? undefined : await syncIfReachable(context, opened.client);
  const all = await opened.client.list();
  const chosen = inReadingOrder(await filter(opened, all, options));
  const labelOf = labelsOf(opened.account, await opened.client.people());
  await context.output.answer({ elements: chosen.map(elementJson), sync: report ? syncJson(report) : null }, () => {
    if (chosen.length === 0) return emptyLines(all);
    return [
      ...elementLines(chosen, { output: context.output, all, labelOf }),
      '',
      `${amountOf(chosen.length, 'element')}: ${countsLine(chosen)}`,
    ];
  });
  return exitOf(report);
}

async function filter({ client, account }: OpenAccount, all: readonly ElementSummary[], options: ListOptions): Promise<ElementSummary[]> {
  const recordId = options.person === undefined ? undefined : await accountIdOfReference(client, account, options.person);
  const inRecord = all.filter((element) => recordId === undefined || element.recordId === recordId);
  if (options.type === undefined || inRecord.length === 0) return inRecord;
  const types = resolveTypes(options.type, inRecord);
  return inRecord.filter((element) => types.has(typeOf(element.schema)));
}

function emptyLines(all: readonly ElementSummary[]): string[] {
  if (all.length > 0) return ['Nothing matches.'];
  return [`There is nothing yet. Bring in a record with "${COMMAND} import", or write the first note with "${COMMAND} add".`];
}

function exitOf(report: SyncReport | undefined): ExitCode {
  return worstExitCode((report?.refused ?? []).map(({ error }) => error.code));
}
