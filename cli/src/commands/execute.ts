import type { Command } from 'commander';
import type { ExitCode } from '../failure.ts';
import type { CommandContext } from './context.ts';

/** One run of a command. Gives an exit code only where it is not 0. */
export type Act = (context: CommandContext) => Promise<ExitCode | void>;

/** Runs an act with everything it needs; a command's action is one call of it. */
export type Execute = (command: Command, act: Act) => Promise<void>;

/** Examples under a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ sealchart ${line}`).join('\n')}`;
}
