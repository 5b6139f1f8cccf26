import { randomInt } from 'node:crypto';
import type { RecoveryKit } from '@sealchart/sdk';
import { recoveryWordOf } from '@sealchart/sdk';
import type { CommandContext } from './context.ts';

/** Words that are asked for: enough to notice that the sheet is another one, or cannot be read. */
const ASKED = 2;

/** Lets the person prove to themself that the sheet is there and can be read. Only on a terminal; nothing hangs on it. */
export async function offerKitCheck(context: CommandContext, kit: RecoveryKit): Promise<void> {
  if (!context.prompts.isInteractive || context.output.isJson) return;
  const { output, prompts } = context;
  if (!(await prompts.confirm(`Do you have it on paper? Then check ${ASKED} words of it now:`))) {
    output.note('Do it soon: without a sheet that can be read, a forgotten password loses the data.');
    return;
  }
  for (const place of chosenPlaces(kit.words.length)) {
    for (;;) {
      const typed = await prompts.text(`Word ${place + 1} of the sheet (Enter leaves the check):`);
      if (typed.trim() === '') return;
      if (recoveryWordOf(typed) === kit.words[place]) break;
      output.note(`The kit has another word ${place + 1}. Look at the number in front of it, and try again.`);
    }
  }
  output.note('Both are right. Keep the sheet in a safe place.');
}

function chosenPlaces(count: number): number[] {
  const places = new Set<number>();
  while (places.size < ASKED) places.add(randomInt(count));
  return [...places].toSorted((a, b) => a - b);
}
