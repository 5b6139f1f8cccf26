import { Command } from 'commander';
import { amountOf } from '../terminal/amount.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { RECEIPT_WORDS, erasedJson, erasedLines } from './receipt-view.ts';
import { syncFirst } from './sync-step.ts';

export function erasedCommand(execute: Execute): Command {
  return new Command('erased')
    .description('list what was erased from your record, with the receipts')
    .addHelpText('after', `\n${RECEIPT_WORDS} --json has each receipt whole.`)
    .addHelpText('after', examples('erased', 'erased --json'))
    .action((_options: unknown, command: Command) => execute(command, erased));
}

async function erased(context: CommandContext): Promise<void> {
  const { client } = await context.open();
  await syncFirst(context, client);
  const all = await client.erased();
  await context.output.answer({ erased: all.map(erasedJson) }, () => {
    if (all.length === 0) return ['Nothing was erased.'];
    return [...erasedLines(all, context.output), '', `${amountOf(all.length, 'element')} erased. ${RECEIPT_WORDS}`];
  });
}
