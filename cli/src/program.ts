import { Command } from 'commander';
import { RELEASE } from '@sealchart/protocol';
import { addCommand } from './commands/add.ts';
import { addendumCommand } from './commands/addendum.ts';
import { certificateCommand } from './commands/certificate.ts';
import { passwordCommand } from './commands/change-password.ts';
import { closeCommand } from './commands/close.ts';
import { conflictsCommand } from './commands/conflicts.ts';
import { parseDescriptor } from './commands/descriptor-option.ts';
import { editCommand } from './commands/edit.ts';
import { eraseCommand } from './commands/erase.ts';
import { erasedCommand } from './commands/erased.ts';
import type { Execute } from './commands/execute.ts';
import { exportCommand } from './commands/export.ts';
import { fingerprintCommand } from './commands/fingerprint.ts';
import { historyCommand } from './commands/history.ts';
import { importCommand } from './commands/import.ts';
import { importsCommand } from './commands/imports.ts';
import { kitCommand } from './commands/kit.ts';
import { listCommand } from './commands/list.ts';
import { lockCommand } from './commands/lock.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { peopleCommand } from './commands/people.ts';
import { recoverCommand } from './commands/recover.ts';
import { registerCommand } from './commands/register.ts';
import { renameCommand } from './commands/rename.ts';
import { restoreCommand } from './commands/restore.ts';
import { revokeCommand } from './commands/revoke.ts';
import { rotateCommand } from './commands/rotate.ts';
import { secureCommand } from './commands/secure.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { shareCommand } from './commands/share.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { unlockCommand } from './commands/unlock.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { waysCommand } from './commands/ways.ts';
import { whoCommand } from './commands/who.ts';
import { whoamiCommand } from './commands/whoami.ts';

/** Options that every command takes, before or behind its name. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly profile?: string;
  readonly passwordFd?: number;
}

const GROUPS: Readonly<Record<string, readonly ((execute: Execute) => Command)[]>> = {
  'Your account:': [registerCommand, loginCommand, logoutCommand, unlockCommand, lockCommand, statusCommand, whoamiCommand, renameCommand],
  'Getting back in:': [kitCommand, recoverCommand, waysCommand],
  'Keeping it safe:': [passwordCommand, secureCommand, rotateCommand, sessionsCommand, certificateCommand, closeCommand],
  'Your record:': [
    importCommand,
    importsCommand,
    exportCommand,
    listCommand,
    showCommand,
    addCommand,
    editCommand,
    addendumCommand,
    watchCommand,
  ],
  'Its history:': [historyCommand, restoreCommand, conflictsCommand, eraseCommand, erasedCommand],
  'Other people:': [shareCommand, revokeCommand, whoCommand, peopleCommand, verifyCommand, fingerprintCommand],
};

const EXIT_CODES = `
Exit codes:
  0    done
  1    refused or failed
  2    cannot be done as it was asked
  3    locked, not logged in, or wrong password or kit
  4    no usable answer from the server
  5    something could not be proven, or is not what it was
  130  stopped with Ctrl-C

In the project's folder the command is typed "npx --no sealchart <command>".
Options stand behind the command's name: npx keeps those before it for itself.

Results go to standard output, everything else to standard error.
With --json the result is one JSON document, and a failure one JSON line {code, title, detail, todo} on standard error.`;

/** What commander writes for help and version. */
export interface ProgramStreams {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
  readonly columns: number;
}

/** All commands; `execute` runs the one that was named. `argv` is what will be parsed. */
export function createProgram(execute: Execute, streams: ProgramStreams, argv: readonly string[] = []): Command {
  const program = new Command('sealchart')
    .description('Health records that only their owner, and those they choose, can read.')
    .helpOption('-h, --help', 'print this help')
    .option('--profile <name>', 'which account of this device (default: $SEALCHART_PROFILE, else "default")')
    .option('--json', 'print the result as one JSON document')
    .option(
      '--password-fd <number>',
      'read the password as one line from this file descriptor, and what else is asked as further lines; through npx only 0, standard input, arrives',
      parseDescriptor,
    )
    .configureHelp({ showGlobalOptions: true, helpWidth: streams.columns })
    .configureOutput({ writeOut: streams.writeOut, writeErr: streams.writeErr, outputError: () => undefined })
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError(true)
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  for (const [heading, makers] of Object.entries(GROUPS)) {
    for (const make of makers) program.addCommand(make(execute).copyInheritedSettings(program).helpGroup(heading));
  }
  // Options of the program count behind a command too: where one has a version of its own to name, the program's gives way.
  const hasOwn = program.commands.some((command) => argv.includes(command.name()) && takesVersion(command));
  return hasOwn ? program : program.version(RELEASE, '-V, --version', 'print the version');
}

function takesVersion({ options }: Command): boolean {
  return options.some(({ long }) => long === '--version');
}
