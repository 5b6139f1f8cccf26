import { SealchartError } from '@sealchart/protocol';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';

/** Asks before something leaves or ends; `--yes` answers beforehand. False when the person says no; `E_USAGE` when nobody can be asked. */
export async function isConfirmed(context: CommandContext, question: string, isYes: boolean | undefined): Promise<boolean> {
  if (isYes === true) return true;
  requireTerminal(context);
  return context.prompts.confirm(question);
}

/** As `isConfirmed`, for what nothing brings back: the person types a word. Anything else is a no. */
export async function isTyped(context: CommandContext, word: string, isYes: boolean | undefined): Promise<boolean> {
  if (isYes === true) return true;
  requireTerminal(context);
  const typed = await context.prompts.text(`Type "${oneLine(word)}" to do it, anything else to leave it:`);
  return typed.trim().toLowerCase() === word.toLowerCase();
}

/** With `--json` nobody sees what is about to happen, so nobody is asked. */
function requireTerminal({ prompts, output }: CommandContext): void {
  if (prompts.isInteractive && !output.isJson) return;
  throw new SealchartError('E_USAGE', {
    detail: output.isJson
      ? 'with --json nothing is asked: look at what the command would do without it, then add --yes'
      : 'there is no terminal to ask for a confirmation: look at what the command would do, then add --yes',
  });
}
