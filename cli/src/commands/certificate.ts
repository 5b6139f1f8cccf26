import { Command } from 'commander';
import { oneLine } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { writeNewFile } from './new-file.ts';

interface CertificateOptions {
  readonly out?: string;
}

export function certificateCommand(execute: Execute): Command {
  return new Command('certificate')
    .description('show your OpenPGP certificate: the public half of your keys, for other programs')
    .option('--out <file>', 'write it to this file instead of standard output')
    .addHelpText(
      'after',
      '\nNothing in it is secret. It holds no name and no address; your six words and the fingerprint prove whose it is.',
    )
    .addHelpText('after', examples('certificate', 'certificate --out ada.asc'))
    .action((options: CertificateOptions, command: Command) => execute(command, (context) => certificate(context, options)));
}

async function certificate(context: CommandContext, { out }: CertificateOptions): Promise<void> {
  const { client, account } = await context.open();
  const armour = client.certificate();
  const { accountId, fingerprint } = account;
  if (out === undefined) {
    await context.output.answer({ accountId, fingerprint, certificate: armour }, () => armour.trimEnd().split(/\r?\n/));
    return;
  }
  const bytes = await writeNewFile(out, [armour], { replace: false });
  await context.output.answer({ accountId, fingerprint, file: out, bytes }, () => [`${oneLine(out)} is written.`]);
}
