import { Command } from 'commander';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { KIT_HELP } from './kit-delivery.ts';
import type { SecuringOptions } from './securing.ts';
import { SECURING, secureAccount, securingOptions } from './securing.ts';

export function secureCommand(execute: Execute): Command {
  return securingOptions(new Command('secure'))
    .description('somebody may know my password: new password, new keys, new recovery kit')
    .addHelpText('after', `\n${SECURING.join('\n')}\n${KIT_HELP}`)
    .addHelpText(
      'after',
      examples(
        'secure --pdf recovery-kit.pdf',
        'secure --since 2026-11-01',
        `printf '%s\\n%s\\n' "$OLD" "$NEW" | ${COMMAND} secure --yes --text kit.txt --password-fd 0`,
      ),
    )
    .action((options: SecuringOptions, command: Command) => execute(command, (context) => secureAccount(context, options)));
}
