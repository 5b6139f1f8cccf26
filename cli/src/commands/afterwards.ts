import { isCancelled } from '../terminal/prompts.ts';
import type { CommandContext } from './context.ts';

/**
 * Questions after an act is done: whoever leaves them with Ctrl-C hears that the act stays done, and the command ends as
 * the act did.
 */
export async function askAfterwards(context: CommandContext, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!isCancelled(error)) throw error;
    context.output.note('Stopped here; what was said to be done stays done.');
  }
}
