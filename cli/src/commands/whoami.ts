import { Command } from 'commander';
import { accountJson, accountLines } from './account-view.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { recoveryLines, recoveryState } from './way-view.ts';

export function whoamiCommand(execute: Execute): Command {
  return new Command('whoami')
    .description('show the account of this profile')
    .addHelpText('after', examples('whoami', 'whoami --profile clinic --json'))
    .action((_options: unknown, command: Command) =>
      execute(command, async (context) => {
        const { client, account } = await context.open();
        const recovery = recoveryState(await client.waysIn());
        const { name } = context.profile;
        await context.output.answer({ ...accountJson(account, name), ...recovery }, () => [
          ...accountLines(account, name, context.output.style),
          ...recoveryLines(recovery, context.output.style, 13).map((line) => `  ${line}`),
        ]);
      }),
    );
}
