import { CommandContext } from '../commands/context.ts';
import { selectProfile } from '../profile/profile.ts';
import { Output } from '../terminal/output.ts';
import type { Prompts } from '../terminal/prompts.ts';
import type { TestHost } from './test-host.ts';

export interface ContextOptions {
  /** What is typed, one answer to each question; without it there is no terminal. */
  readonly typed?: readonly (string | boolean)[];
  readonly isJson?: boolean;
  readonly passwordDescriptor?: number;
}

export interface TestContext {
  readonly context: CommandContext;
  /** Every question so far. */
  readonly asked: readonly string[];
}

const isText = (value: string | boolean | undefined): value is string => typeof value === 'string';
const isChoice = (value: string | boolean | undefined): value is boolean => typeof value === 'boolean';

/** What a command of a test works with. A question without an answer fails the test. */
export function testContext(host: TestHost, { typed, isJson = false, passwordDescriptor }: ContextOptions = {}): TestContext {
  const left = [...(typed ?? [])];
  const asked: string[] = [];
  const answer = async <T>(
    question: string,
    isRight: (value: string | boolean | undefined) => value is T & (string | boolean),
  ): Promise<T> => {
    asked.push(question);
    const value = left.shift();
    if (isRight(value)) return value;
    throw new Error(`no answer to: ${question}`);
  };
  const prompts: Prompts = {
    isInteractive: typed !== undefined,
    password: (message) => answer(message, isText),
    text: (message) => answer(message, isText),
    confirm: (message) => answer(message, isChoice),
  };
  const output = new Output({ stdout: host.stdout, stderr: host.stderr, isJson, allowsColour: false });
  const context = new CommandContext({ host, output, prompts, profile: selectProfile(host, undefined), passwordDescriptor });
  return { context, asked };
}
