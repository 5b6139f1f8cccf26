import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { CommandContext } from './context.ts';
import type { ElementHistoryOptions } from './element-history.ts';
import { elementHistory } from './element-history.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { loginHistory } from './login-history.ts';
import { parseVersion, parseVersions } from './version-option.ts';

interface HistoryOptions extends ElementHistoryOptions {
  readonly logins?: boolean;
  readonly older?: string;
}

export function historyCommand(execute: Execute): Command {
  return new Command('history')
    .description('show the versions of an element with their authors, or who tried to get into your account')
    .argument('[element]', 'the id, or its beginning')
    .option('--version <n>', 'show the content of this version', parseVersion)
    .option('--compare <versions...>', 'what is different between two versions: 2..4, or 2 for one and the newest')
    .option('--logins', 'attempts to get in, newest first')
    .option('--older <place>', 'with --logins: those before a place, which the answer names where there are more')
    .addHelpText(
      'after',
      '\nThe author of every version is proven by its signature. What you may open are versions of which you were a reader, or all\nof them where older versions were shared with you too.\nLogins are the word of the server, and devices name themselves. UNUSUAL is what came from a device and a part of the network\nthat had not got in before. Held off means: not looked at, because there were too many in a short time.',
    )
    .addHelpText(
      'after',
      examples(
        'history elm_Xy12ab',
        'history elm_Xy12ab --version 3',
        'history elm_Xy12ab --compare 2..4',
        'history --logins',
        'history --logins --json',
      ),
    )
    .action((reference: string | undefined, options: HistoryOptions, command: Command) =>
      execute(command, (context) => history(context, reference, options)),
    );
}

async function history(context: CommandContext, reference: string | undefined, options: HistoryOptions): Promise<void> {
  const { logins, older, version, compare } = options;
  if ((reference === undefined) === (logins !== true)) {
    throw new SealchartError('E_USAGE', { detail: 'say which history: an element, or --logins' });
  }
  if (reference === undefined) {
    if (version !== undefined || compare !== undefined) {
      throw new SealchartError('E_USAGE', { detail: '--version and --compare belong to an element' });
    }
    return loginHistory(context, older);
  }
  if (older !== undefined) throw new SealchartError('E_USAGE', { detail: '--older belongs to --logins' });
  if (version !== undefined && compare !== undefined) throw new SealchartError('E_USAGE', { detail: 'give either --version or --compare' });
  if (compare !== undefined) parseVersions(compare, 1);
  return elementHistory(context, reference, options);
}
