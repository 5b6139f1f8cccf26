import { SealchartError } from '@sealchart/protocol';
import type { CommandContext } from './context.ts';

/** Asks before something leaves or ends; `--yes` answers beforehand. False when the person says no; `E_USAGE` when nobody can be asked. */
export async function isConfirmed(context: CommandContext, question: string, isYes: boolean | undefined): Promise<boolean> {
  if (isYes === true) return true;
  if (!context.prompts.isInteractive) {
    throw new SealchartError('E_USAGE', {
      detail: 'there is no terminal to ask for a confirmation: look at what the command would do, then add --yes',
    });
  }
  return context.prompts.confirm(question);
}
