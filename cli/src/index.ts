import { CommanderError } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import { CommandContext } from './commands/context.ts';
import type { Act, Execute } from './commands/execute.ts';
import type { ExitCode } from './failure.ts';
import { EXIT, tellFailure } from './failure.ts';
import type { Host, OutputStream } from './host/host.ts';
import { isSystemError } from './host/system-error.ts';
import { wrapText } from './terminal/wrap.ts';
import { selectProfile } from './profile/profile.ts';
import type { GlobalOptions } from './program.ts';
import { createProgram } from './program.ts';
import { Output } from './terminal/output.ts';
import { createPrompts, isCancelled } from './terminal/prompts.ts';

export type { ExitCode, Failure } from './failure.ts';
export { EXIT } from './failure.ts';
export type { Environment } from './host/environment.ts';
export { readEnvironment } from './host/environment.ts';
export type { Host } from './host/host.ts';
export { processHost } from './host/process-host.ts';

/** Columns of help where the width of the terminal is not known. */
const HELP_COLUMNS = 100;

/**
 * Runs one command line (the arguments behind the program's name) on a host and gives its exit code. Never rejects and
 * never prints a stack trace: whatever goes wrong is told on the host's stderr.
 */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  const output = new Output({
    stdout: host.stdout,
    stderr: host.stderr,
    // Mistakes in the arguments are told before the arguments are understood.
    isJson: argv.includes('--json'),
    allowsColour: host.environment.allowsColour,
  });
  let exit: ExitCode = EXIT.ok;
  const execute: Execute = async (command, act) => {
    exit = (await runAct(act, { host, output, options: command.optsWithGlobals<GlobalOptions>() })) ?? EXIT.ok;
  };
  try {
    refusePasswordArgument(argv);
    const streams = {
      writeOut: (text: string) => host.stdout.write(wrapText(text, widthOf(host.stdout))),
      writeErr: (text: string) => host.stderr.write(wrapText(text, widthOf(host.stderr))),
      columns: host.stdout.columns ?? HELP_COLUMNS,
    };
    const program = createProgram(execute, streams, argv);
    await program.parseAsync(argv, { from: 'user' });
    return exit;
  } catch (error) {
    // The reader of our output left, as `head` does: it has what it wanted.
    if (isSystemError(error, 'EPIPE')) return EXIT.ok;
    if (isCancelled(error)) {
      output.failure('Stopped; nothing was changed.');
      return EXIT.interrupted;
    }
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      // Without a command the help was printed: that says it all.
      if (error.code === 'commander.help') return EXIT.usage;
      return tellFailure(usageOf(error), output, host.environment.isDebug);
    }
    return tellFailure(error, output, host.environment.isDebug);
  }
}

interface ActOptions {
  readonly host: Host;
  readonly output: Output;
  readonly options: GlobalOptions;
}

async function runAct(act: Act, { host, output, options }: ActOptions): Promise<ExitCode | void> {
  const context = new CommandContext({
    host,
    output,
    prompts: createPrompts(host.stdin, host.stderr),
    profile: selectProfile(host, options.profile),
    passwordDescriptor: options.passwordFd,
  });
  try {
    return await act(context);
  } catch (error) {
    // What the agent holds opens nothing any longer.
    if (error instanceof SealchartError && error.code === 'E_KEYS_RENEWED') await context.agent.lock();
    throw error;
  } finally {
    await context.close();
  }
}

function widthOf(stream: OutputStream): number | undefined {
  return stream.isTTY === true ? stream.columns : undefined;
}

/** There is no such option, and the reason is worth a sentence of its own. What follows it is not repeated. */
function refusePasswordArgument(argv: readonly string[]): void {
  const secrets = argv.includes('recover')
    ? /^--(?:(?:new-)?password|pass|passphrase|pw|words)(?:=|$)/
    : /^--(?:(?:new-)?password|pass|passphrase|pw)(?:=|$)/;
  if (!argv.some((argument) => secrets.test(argument))) return;
  throw new SealchartError('E_USAGE', {
    detail:
      'a password is never an argument, and the words of a kit neither: other users of this machine can read arguments, and the shell keeps them. Leave it out to be asked, or give a file descriptor such as --password-fd. If this was the real one, remove it from the history of the shell.',
  });
}

/** What commander found wrong, without its "error: ". */
function usageOf(error: CommanderError): SealchartError {
  return new SealchartError('E_USAGE', { detail: error.message.replace(/^error: /, '').replaceAll('\n', ' '), cause: error });
}
