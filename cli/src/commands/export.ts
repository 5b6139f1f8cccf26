import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import { numberOf } from '../terminal/amount.ts';
import { oneLine, safeJson } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { resolveElement } from './element-reference.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { writeNewFile } from './new-file.ts';
import { syncFirst } from './sync-step.ts';

interface ExportOptions {
  readonly output?: string;
  readonly force?: boolean;
}

export function exportCommand(execute: Execute): Command {
  return new Command('export')
    .description('write your record, or the named elements, as one FHIR R4 bundle')
    .argument('[elements...]', 'ids, or their beginnings; left out: your whole record')
    .option('-o, --output <file>', 'write to this file instead of standard output; it will not be sealed')
    .option('--force', 'replace the file when it exists')
    .addHelpText(
      'after',
      '\nEvery element is proven before it is written. This is the one command that writes unsealed data to the disk, with -o.',
    )
    .addHelpText('after', examples('export -o my-record.json', 'export elm_Xy12ab | jq .'))
    .action((references: string[], options: ExportOptions, command: Command) =>
      execute(command, (context) => exportBundle(context, references, options)),
    );
}

async function exportBundle(context: CommandContext, references: readonly string[], options: ExportOptions): Promise<void> {
  if (options.force === true && options.output === undefined)
    throw new SealchartError('E_USAGE', { detail: '--force belongs to --output' });
  const { client } = await context.open();
  await syncFirst(context, client);
  const all = references.length === 0 ? [] : await client.list();
  const ids = references.length === 0 ? undefined : references.map((reference) => resolveElement(reference, all).elementId);
  const file = options.output;
  const { output } = context;
  if (file === undefined) {
    await context.follow('Exporting', 'elements', async (onProgress) => {
      // A bar over the text that it counts would spoil both.
      const chunks = client.exportFhir(ids, output.isTerminal ? {} : { onProgress });
      for await (const chunk of chunks) await output.write(output.isTerminal ? safeJson(chunk) : chunk);
    });
    if (output.isTerminal) await output.write('\n');
    return;
  }
  const bytes = await context.follow('Exporting', 'elements', (onProgress) =>
    writeNewFile(file, client.exportFhir(ids, { onProgress }), { replace: options.force === true, advice: ', or replace it with --force' }),
  );
  await output.answer({ file, bytes }, () => [
    `${oneLine(file)} is written: ${numberOf(bytes)} bytes.`,
    'It is not sealed, because you asked for it: whoever can read this file can read your record. Delete it when you no longer need it.',
  ]);
}
