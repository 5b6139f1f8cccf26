import { PASSWORD_CHARACTERS, SealchartError } from '@sealchart/protocol';
import { readDescriptorLine } from '../host/descriptor-line.ts';
import type { Prompts } from '../terminal/prompts.ts';

/** What asking for a password takes. */
export interface PasswordSource {
  readonly prompts: Prompts;
  readonly passwordDescriptor: number | undefined;
}

/** The password of the account: from `--password-fd`, else hidden on the terminal. Rejects with `E_LOCKED` without either. */
export async function askPassword(source: PasswordSource, advice = 'run unlock before, or give --password-fd'): Promise<string> {
  if (source.passwordDescriptor !== undefined) return readDescriptorLine(source.passwordDescriptor);
  if (!source.prompts.isInteractive) {
    throw new SealchartError('E_LOCKED', {
      detail: `there is no terminal to ask for the password: ${advice}`,
    });
  }
  return source.prompts.password('Password:');
}

/** A password for a new account: typed twice, or one line of `--password-fd`. Rejects with `E_USAGE` when it is too short. */
export async function askNewPassword(source: PasswordSource): Promise<string> {
  if (source.passwordDescriptor !== undefined) {
    const password = await readDescriptorLine(source.passwordDescriptor);
    const verdict = judgePassword(password);
    if (verdict !== true) throw new SealchartError('E_USAGE', { detail: verdict });
    return password;
  }
  if (!source.prompts.isInteractive) {
    throw new SealchartError('E_USAGE', { detail: 'there is no terminal to ask for a password: give --password-fd' });
  }
  // Whoever slipped at the first one could never type the same again: both are asked anew.
  for (let question = 'Password (hidden while you type):'; ; question = 'These were not the same. Password once more from the start:') {
    const password = await source.prompts.password(question, judgePassword);
    if ((await source.prompts.password('The same password again:')) === password) return password;
  }
}

/** True, or the sentence why the password is not taken. Only its length is ruled. */
export function judgePassword(password: string): true | string {
  const characters = Array.from(password.normalize('NFKC')).length;
  if (characters >= PASSWORD_CHARACTERS) return true;
  return `A password has at least ${PASSWORD_CHARACTERS} characters; four unrelated words are easy to keep in mind.`;
}
