import type { Readable } from 'node:stream';
import type { Screen } from './output.ts';

/** Questions to the person. Rejects with an `ExitPromptError` when the person presses Ctrl-C. */
export interface Prompts {
  /** False without a terminal: then nothing can be asked. */
  readonly isInteractive: boolean;
  /** Hidden input. `validate` gives true or the sentence why not. */
  password(message: string, validate?: (typed: string) => true | string): Promise<string>;
  /** Yes or no; no is what Enter means, unless `byEnter` is given. */
  confirm(message: string, byEnter?: boolean): Promise<boolean>;
  text(message: string): Promise<string>;
}

// Loaded when something is asked: most runs ask nothing.
const prompts = () => import('@inquirer/prompts');

/** Questions on stderr, so that stdout holds the answer of the command alone. */
export function createPrompts(stdin: Readable & { readonly isTTY?: boolean }, stderr: Screen): Prompts {
  const context = { input: stdin, output: stderr };
  return {
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    password: async (message, validate = () => true) => (await prompts()).password({ message, validate, toggleMask: false }, context),
    confirm: async (message, byEnter = false) => (await prompts()).confirm({ message, default: byEnter }, context),
    text: async (message) => (await prompts()).input({ message }, context),
  };
}

/** True when the person ended a question with Ctrl-C or closed the terminal. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && ['ExitPromptError', 'CancelPromptError', 'AbortPromptError'].includes(error.name);
}
