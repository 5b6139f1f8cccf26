import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import { QR_QUIET_MODULES, fingerprintQr } from '@sealchart/sdk';
import { qrColumns, qrLines } from '../terminal/qr.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { ME, rememberPerson } from './person-reference.ts';
import { fingerprintLine, personJson, personLines, wordsLine } from './person-view.ts';

interface FingerprintOptions {
  readonly qr?: boolean;
}

export function fingerprintCommand(execute: Execute): Command {
  return new Command('fingerprint')
    .description('show the fingerprint of your key, or of somebody else’s, to compare it')
    .argument('[person]', 'e-mail address or account id; left out: your own')
    .option('--qr', 'show the QR code of your key, for somebody beside you to scan')
    .addHelpText('after', '\nRead the six words to each other on the telephone, or compare the hexadecimal form in person.')
    .addHelpText('after', examples('fingerprint', 'fingerprint --qr', 'fingerprint doctor@example.org'))
    .action((person: string | undefined, options: FingerprintOptions, command: Command) =>
      execute(command, (context) => fingerprint(context, person ?? ME, options)),
    );
}

async function fingerprint(context: CommandContext, reference: string, { qr = false }: FingerprintOptions): Promise<void> {
  if (qr && reference !== ME)
    throw new SealchartError('E_USAGE', { detail: '--qr shows your own key: that of somebody else they show you themselves' });
  const { client, account } = await context.open();
  const { style } = context.output;
  if (reference === ME) {
    const { accountId, fingerprint: hex, words } = account;
    const code = client.verificationCode();
    const lines = qr && !context.output.isJson ? codeLines(context, code) : [];
    await context.output.answer({ accountId, fingerprint: hex, words, code }, () => [
      `words        ${style.bold(wordsLine(words))}`,
      `fingerprint  ${fingerprintLine(hex)}`,
      `account      ${accountId}`,
      ...lines,
    ]);
    return;
  }
  const person = await rememberPerson(client, reference);
  await context.output.answer(personJson(person), () => personLines(person, style));
}

/** The QR code, and what it says for a camera that is not at hand. `E_USAGE` where the terminal is too narrow for it. */
function codeLines({ output }: CommandContext, code: string): string[] {
  const modules = fingerprintQr(code);
  const needed = qrColumns(modules.length, QR_QUIET_MODULES);
  if (output.columns !== undefined && needed > output.columns)
    throw new SealchartError('E_USAGE', {
      detail: `the QR code needs ${needed} columns, this terminal has ${output.columns}: make it wider`,
    });
  const ink = output.isTerminal ? 'light modules' : 'dark modules';
  return ['', ...qrLines(modules, { quiet: QR_QUIET_MODULES, style: output.style, ink }), '', code];
}
