import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { ExitCode } from '../failure.ts';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { resolveElement } from './element-reference.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { doneLines, outcomesExit, outcomesJson } from './outcome-view.ts';
import { syncFirst } from './sync-step.ts';
import { contentVersionAt, parseVersion } from './version-option.ts';

export function restoreCommand(execute: Execute): Command {
  return new Command('restore')
    .description('make a former content of an element the newest again, as a new version')
    .argument('<element>', 'the id, or its beginning')
    .requiredOption('--version <n>', 'the version whose content shall count', parseVersion)
    .addHelpText(
      'after',
      `\nNothing is lost: what was newest stays in the history, and addenda stay. "${COMMAND} history" lists the versions.`,
    )
    .addHelpText('after', examples('history elm_Xy12ab', 'restore elm_Xy12ab --version 2'))
    .action((reference: string, options: { version: number }, command: Command) =>
      execute(command, (context) => restore(context, reference, options.version)),
    );
}

async function restore(context: CommandContext, reference: string, version: number): Promise<ExitCode> {
  const { client } = await context.open();
  await syncFirst(context, client);
  const { elementId } = resolveElement(reference, await client.list());
  const versions = await client.history(elementId);
  const contentVersion = contentVersionAt(versions, version);
  if (contentVersion === versions[0]?.contentVersion) {
    throw new SealchartError('E_USAGE', { detail: `version ${version} has the content that counts now` });
  }
  const outcome = await client.restore(elementId, contentVersion);
  if (!outcome.ok) throw outcome.error;
  const [json] = outcomesJson([outcome]);
  await context.output.answer({ ...json, restored: contentVersion }, () => [
    `Restored: version ${outcome.version} has the content of version ${contentVersion} again  (${oneLine(elementId)})`,
    ...doneLines([outcome], context.output.style),
  ]);
  return outcomesExit([outcome]);
}
