import { resolve } from 'node:path';
import type { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { Instance, OwnAccount, RecoveryKit } from '@sealchart/sdk';
import { QR_QUIET_MODULES, recoveryKitCode, recoveryKitPdf, recoveryKitQr, recoveryKitText } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import { qrColumns, qrLines } from '../terminal/qr.ts';
import type { CommandContext } from './context.ts';
import { checkNewFile, writeNewFile } from './new-file.ts';

/** Where a new kit shall go. */
export interface KitOptions {
  readonly pdf?: string;
  readonly text?: string;
  readonly qr?: boolean;
  readonly show?: boolean;
}

/** What became of a kit. */
export interface DeliveredKit {
  readonly kit: RecoveryKit;
  readonly files: readonly string[];
  /** A file that could not be written; the words are shown then. */
  readonly failure?: SealchartError;
  /** Whether the words are part of the answer. */
  readonly isShown: boolean;
}

/** The longest word of the list has as many letters. */
const LONGEST_WORD = 'umbrella';

/** Adds the options of `KitOptions` to a command. */
export function kitOptions(command: Command): Command {
  return command
    .option('--pdf <file>', 'write the kit as a page to print')
    .option('--text <file>', 'write the kit as plain text')
    .option('--qr', 'show its QR code in the terminal')
    .option('--show', 'show the words although they are written to a file');
}

/** What every help that makes a kit says. */
export const KIT_HELP =
  '\nFiles are made for you alone and never replaced; print them, then delete them. Without a file the kit is shown here.\nWhoever has the kit has the account.';

/** Refuses what could only fail once the kit is made, and the one before is at its end. `E_USAGE`, `E_STORE`. */
export async function checkKitTargets(options: KitOptions): Promise<void> {
  const files = filesOf(options);
  if (new Set(files.map((file) => resolve(file))).size < files.length)
    throw new SealchartError('E_USAGE', { detail: '--pdf and --text name the same file' });
  for (const file of files) await checkNewFile(file);
}

/** Refuses a QR code that is wider than the terminal. `E_USAGE`. */
export function checkKitQr(context: CommandContext, account: OwnAccount, options: KitOptions): void {
  const room = context.output.columns;
  if (options.qr !== true || room === undefined || context.output.isJson) return;
  const needed = qrColumns(recoveryKitQr(longestKit(account.accountId, account.instance), 'screen').length, QR_QUIET_MODULES);
  if (needed <= room) return;
  throw new SealchartError('E_USAGE', {
    detail: `the QR code needs ${needed} columns, this terminal has ${room}: make it wider, or use --pdf`,
  });
}

/** Writes the files that were asked for. Never rejects: a kit whose file could not be written is shown instead. */
export async function deliverKit(kit: RecoveryKit, options: KitOptions): Promise<DeliveredKit> {
  const files: string[] = [];
  let failure: SealchartError | undefined;
  try {
    for (const [file, content] of await contentsOf(kit, options)) {
      await writeNewFile(file, [content], { replace: false });
      files.push(file);
    }
  } catch (error) {
    failure = error instanceof SealchartError ? error : new SealchartError('E_UNEXPECTED', { cause: error });
  }
  const isShown = failure !== undefined || options.show === true || filesOf(options).length === 0;
  return { kit, files, isShown, ...(failure ? { failure } : {}) };
}

/** A kit in answers of `--json`: without its words where they are in a file alone. */
export function kitJson({ kit, files, isShown }: DeliveredKit): Record<string, unknown> {
  const { words, ...rest } = kit;
  return { kit: { ...rest, ...(isShown ? { words, code: recoveryKitCode(kit) } : {}) }, files };
}

/** A kit for people: its text and code where they are asked for, and what to do with it. */
export function kitLines(context: CommandContext, { kit, files, isShown, failure }: DeliveredKit, options: KitOptions): string[] {
  const { output } = context;
  const ink = output.isTerminal ? 'light modules' : 'dark modules';
  return [
    ...(isShown ? ['', ...recoveryKitText(kit).trimEnd().split('\n')] : []),
    ...(options.qr === true ? ['', ...qrLines(recoveryKitQr(kit, 'screen'), { quiet: QR_QUIET_MODULES, style: output.style, ink })] : []),
    '',
    ...files.map((file) => `${oneLine(file)} holds your recovery kit. Print it, keep the sheet, and delete the file.`),
    ...(failure ? ['A file could not be written. The kit above is the one that counts: print it, or copy it by hand, now.'] : []),
    ...(files.length === 0 && !failure && output.isTerminal
      ? ['Copy it by hand, or print it; then clear this terminal. It is not shown again, but you can make a new one at any time.']
      : []),
  ];
}

function filesOf({ pdf, text }: KitOptions): string[] {
  return [pdf, text].filter((file) => file !== undefined);
}

async function contentsOf(kit: RecoveryKit, { pdf, text }: KitOptions): Promise<[string, string | Uint8Array][]> {
  return [
    ...(pdf === undefined ? [] : ([[pdf, await recoveryKitPdf(kit)]] as [string, Uint8Array][])),
    ...(text === undefined ? [] : ([[text, recoveryKitText(kit)]] as [string, string][])),
  ];
}

function longestKit(accountId: string, instance: Instance): RecoveryKit {
  const { server, instanceId, realm, logKey } = instance;
  const words = Array.from({ length: 15 }, () => LONGEST_WORD);
  return { server, accountId, instanceId, realm, logKey, words, madeAt: '2026-01-01T00:00:00Z' };
}
