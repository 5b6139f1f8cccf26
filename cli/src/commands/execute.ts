import type { Command } from 'commander';
import type { ExitCode } from '../failure.ts';
import type { CommandContext } from './context.ts';

/** One run of a command. Gives an exit code only where it is not 0. */
export type Act = (context: CommandContext) => Promise<ExitCode | void>;

/** Runs an act with everything it needs; a command's action is one call of it. */
export type Execute = (command: Command, act: Act) => Promise<void>;

/** How the command is typed in the project's folder, where npm finds it: what is shown can be copied. */
export const COMMAND = 'npx --no sealchart';

/** Examples under a command's help: arguments, or a whole line where the command does not stand first. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line.includes(COMMAND) ? line : `${COMMAND} ${line}`}`).join('\n')}`;
}
