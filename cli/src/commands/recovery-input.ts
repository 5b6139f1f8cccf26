import { AccountId, Identifier, SealchartError, normaliseIdentifier } from '@sealchart/protocol';
import type { RecoveryKit } from '@sealchart/sdk';
import { RECOVERY_WORDS, parseRecoveryKit, recoveryWordOf, recoveryWordsOf } from '@sealchart/sdk';
import { readDescriptorLine } from '../host/descriptor-line.ts';
import type { CommandContext } from './context.ts';

/** What the person has. */
export interface RecoveryInput {
  /** A whole kit, or the account and the words. */
  readonly kit: RecoveryKit | { readonly account: string; readonly words: string };
  /** The e-mail address, where one was given: a kit names its account by id alone. */
  readonly identifier?: string;
}

/** Bytes of a file that are read: a kit has a fiftieth of it, and what is longer is told to be none. */
const KIT_FILE_BYTES = 2 ** 20;

/** What account ids begin with. */
const ID_PREFIX = 'acc_';

export interface RecoveryInputOptions {
  /** File with a kit, `-` for standard input. */
  readonly kit?: string;
  readonly wordsFd?: number;
}

/** What is known of the kit before the server is asked: from a file, a descriptor, or typed. `E_WORDS`, `E_USAGE`. */
export async function readRecoveryInput(
  context: CommandContext,
  account: string | undefined,
  options: RecoveryInputOptions,
): Promise<RecoveryInput> {
  if (options.kit !== undefined) {
    if (options.wordsFd !== undefined) throw new SealchartError('E_USAGE', { detail: 'give either --kit or --words-fd' });
    return besideKit(await readKitFile(context, options.kit), account);
  }
  if (options.wordsFd !== undefined) {
    const words = await readDescriptorLine(options.wordsFd, { what: 'words', option: '--words-fd' });
    // Before anything is sent, and with what is wrong.
    return typedInput(requireAccount(account), recoveryWordsOf(words).join(' '));
  }
  if (!context.prompts.isInteractive) {
    throw new SealchartError('E_USAGE', { detail: 'there is no terminal to ask: give --kit, or the account and --words-fd' });
  }
  return account === undefined ? askWhole(context) : typedInput(requireAccount(account), await askWords(context));
}

/** The server that a whole kit names; undefined where the words alone were given. */
export function serverOfKit({ kit }: RecoveryInput): string | undefined {
  return 'server' in kit ? kit.server : undefined;
}

function typedInput(account: string, words: string): RecoveryInput {
  return { kit: { account, words }, ...(isAccountId(account) ? {} : { identifier: account }) };
}

function isAccountId(account: string): boolean {
  return account.startsWith(ID_PREFIX);
}

async function readKitFile(context: CommandContext, file: string): Promise<RecoveryKit> {
  const source: AsyncIterable<Uint8Array | string> = file === '-' ? context.host.stdin : context.host.openFile(file).open();
  return parseRecoveryKit(new TextDecoder().decode(await readBeginning(source)));
}

async function readBeginning(source: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > KIT_FILE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** What stands beside a whole kit: the address of its account, or its id once more. */
function besideKit(kit: RecoveryKit, typed: string | undefined): RecoveryInput {
  if (typed === undefined) return { kit };
  const account = requireAccount(typed);
  if (!isAccountId(account)) return { kit, identifier: account };
  if (account !== kit.accountId) throw new SealchartError('E_USAGE', { detail: 'the kit is of another account' });
  return { kit };
}

async function askWhole(context: CommandContext): Promise<RecoveryInput> {
  const { prompts, output } = context;
  for (;;) {
    const pasted = await prompts.password('What the QR code of your kit says (paste it; hidden), or Enter to type the words:');
    if (pasted.trim() === '') break;
    try {
      return { kit: parseRecoveryKit(pasted) };
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      output.note(`That is no kit: ${error.detail ?? error.message}`);
    }
  }
  const account = requireAccount(await prompts.text('E-mail address of the account:'));
  return typedInput(account, await askWords(context));
}

/** The words one by one, each looked at as it is typed; all of them pasted into the first question will do. */
async function askWords({ prompts, output }: CommandContext): Promise<string> {
  const words: string[] = [];
  while (words.length < RECOVERY_WORDS) {
    const place = words.length + 1;
    const typed = await prompts.text(place === 1 ? `Word 1 (or all ${RECOVERY_WORDS} in one line):` : `Word ${place}:`);
    const word = recoveryWordOf(typed);
    try {
      if (word !== undefined) words.push(word);
      else if (place === 1 && typed.trim().includes(' ')) return recoveryWordsOf(typed).join(' ');
      else output.note('This is no word of the list. Its first four letters are enough.');
      if (words.length === RECOVERY_WORDS) return recoveryWordsOf(words.join(' ')).join(' ');
    } catch (error) {
      if (!(error instanceof SealchartError)) throw error;
      output.note(`Something is wrong: ${error.detail ?? error.message}. Once more from the start.`);
      words.length = 0;
    }
  }
  return words.join(' ');
}

/** An e-mail address as it is kept, or an account id. */
function requireAccount(typed: string | undefined): string {
  if (typed === undefined) throw new SealchartError('E_USAGE', { detail: 'give the e-mail address of the account' });
  const account = isAccountId(typed.trim()) ? typed.trim() : normaliseIdentifier(typed);
  if (AccountId.safeParse(account).success || Identifier.safeParse(account).success) return account;
  throw new SealchartError('E_USAGE', { detail: `"${account}" is neither an e-mail address nor an account id (acc_...)` });
}
