import { PASSWORD_CHARACTERS, SealchartError } from '@sealchart/protocol';
import { readDescriptorLine } from '../host/descriptor-line.ts';
import type { Prompts } from '../terminal/prompts.ts';

/** What asking for a password takes. */
export interface PasswordSource {
  readonly prompts: Prompts;
  readonly passwordDescriptor: number | undefined;
}

export interface PasswordQuestion {
  /** What can be done where nobody can be asked. */
  readonly advice: string;
}

/** The option that names a descriptor for each; without it the next line of `--password-fd` counts. */
const OPTIONS = { Password: '--new-password-fd', 'New password': '--new-password-fd', Passphrase: '--passphrase-fd' } as const;

export interface NewPasswordOptions {
  /** From its option; without it the next line of `--password-fd` is read. */
  readonly descriptor?: number | undefined;
  /** The password that shall no longer be used. */
  readonly former?: string;
  /** What questions call it. */
  readonly subject?: keyof typeof OPTIONS;
}

/** The password of the account: from `--password-fd`, else hidden on the terminal. Rejects with `E_LOCKED` without either. */
export async function askPassword(
  source: PasswordSource,
  { advice }: PasswordQuestion = { advice: 'run unlock before, or give --password-fd' },
): Promise<string> {
  if (source.passwordDescriptor !== undefined) return readDescriptorLine(source.passwordDescriptor);
  if (!source.prompts.isInteractive) {
    throw new SealchartError('E_LOCKED', {
      detail: `there is no terminal to ask for the password: ${advice}`,
    });
  }
  return source.prompts.password('Password:');
}

/**
 * A password to be set: typed twice, or one line of a descriptor. Rejects with `E_USAGE` when it is too short or the
 * former one, or when nobody can be asked.
 */
export async function askNewPassword(
  source: PasswordSource,
  { descriptor, former, subject = 'Password' }: NewPasswordOptions = {},
): Promise<string> {
  const judge = (typed: string): true | string => (former === undefined ? judgePassword(typed) : judgeNext(typed, former));
  const given = descriptor ?? source.passwordDescriptor;
  if (given !== undefined) {
    const option = descriptor === undefined ? '--password-fd' : OPTIONS[subject];
    const password = await readDescriptorLine(given, { what: subject.toLowerCase(), option });
    const verdict = judge(password);
    if (verdict !== true) throw new SealchartError('E_USAGE', { detail: verdict });
    return password;
  }
  if (!source.prompts.isInteractive) {
    throw new SealchartError('E_USAGE', {
      detail: `there is no terminal to ask for a ${subject === 'Passphrase' ? 'passphrase' : 'password'}: give --password-fd${former === undefined ? '' : ` with two lines, or ${OPTIONS[subject]}`}`,
    });
  }
  // Whoever slipped at the first one could never type the same again: both are asked anew.
  for (
    let question = `${subject} (hidden while you type):`;
    ;
    question = `These were not the same. ${subject === 'Passphrase' ? subject : 'Password'} once more from the start:`
  ) {
    const password = await source.prompts.password(question, judge);
    if ((await source.prompts.password(`The same ${subject === 'Passphrase' ? 'passphrase' : 'password'} again:`)) === password)
      return password;
  }
}

/** True, or the sentence why the password is not taken. Only its length is ruled. */
export function judgePassword(password: string): true | string {
  const characters = Array.from(password.normalize('NFKC')).length;
  if (password.trim() === '') return 'A password is more than spaces.';
  if (characters >= PASSWORD_CHARACTERS) return true;
  return `A password has at least ${PASSWORD_CHARACTERS} characters; four unrelated words are easy to keep in mind.`;
}

function judgeNext(password: string, former: string): true | string {
  if (password.normalize('NFKC') === former.normalize('NFKC')) return 'This is the password that you have now; choose another one.';
  return judgePassword(password);
}
