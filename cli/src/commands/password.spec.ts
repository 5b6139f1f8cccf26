import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Prompts } from '../terminal/prompts.ts';
import { askNewPassword, askPassword, judgePassword } from './password.ts';

const folder = mkdtempSync(join(tmpdir(), 'sealchart-password-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nobody: Prompts = {
  isInteractive: false,
  password: () => Promise.reject(new Error('asked')),
  confirm: () => Promise.reject(new Error('asked')),
  text: () => Promise.reject(new Error('asked')),
};

async function withLine<T>(line: string, act: (descriptor: number) => Promise<T>): Promise<T> {
  const file = join(folder, 'line');
  writeFileSync(file, line);
  const descriptor = openSync(file, 'r');
  try {
    return await act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const newPassword = (line: string) => withLine(line, (passwordDescriptor) => askNewPassword({ prompts: nobody, passwordDescriptor }));

describe('a password', () => {
  it('comes from the descriptor, without a question', async () => {
    const password = await withLine('short\n', (passwordDescriptor) => askPassword({ prompts: nobody, passwordDescriptor }));
    expect(password).toBe('short');
  });

  it('cannot be asked for without a terminal', async () => {
    await expect(askPassword({ prompts: nobody, passwordDescriptor: undefined })).rejects.toMatchObject({ code: 'E_LOCKED' });
    await expect(askNewPassword({ prompts: nobody, passwordDescriptor: undefined })).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  it('for a new account has twelve characters, of whatever kind', async () => {
    expect(judgePassword('x'.repeat(11))).toContain('12');
    expect(judgePassword('x'.repeat(12))).toBe(true);
    expect(judgePassword('王'.repeat(12))).toBe(true);
    // Characters, not UTF-16 units.
    expect(judgePassword('🐎'.repeat(11))).not.toBe(true);
    await expect(newPassword('eleven char\n')).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(newPassword('correct horse\n')).resolves.toBe('correct horse');
  });

  it('is more than spaces', () => {
    expect(judgePassword(' '.repeat(20))).toContain('spaces');
    expect(judgePassword(`${' '.repeat(19)}x`)).toBe(true);
  });

  it('that replaces another is the second line of the descriptor, or the first of its own', async () => {
    const lines = 'the present one\nanother good one\n';
    const both = await withLine(lines, async (passwordDescriptor) => {
      const source = { prompts: nobody, passwordDescriptor };
      const former = await askPassword(source);
      return [former, await askNewPassword(source, { former, subject: 'New password' })];
    });
    expect(both).toEqual(['the present one', 'another good one']);
    const own = withLine('another good one\n', (descriptor) =>
      askNewPassword({ prompts: nobody, passwordDescriptor: 9_999 }, { descriptor, former: 'the present one' }),
    );
    await expect(own).resolves.toBe('another good one');
  });

  it('that replaces another is not the same, and not left out', async () => {
    const next = (line: string) =>
      withLine(line, (descriptor) =>
        askNewPassword(
          { prompts: nobody, passwordDescriptor: undefined },
          { descriptor, former: 'caf\u00e9 au lait noir', subject: 'New password' },
        ),
      );
    // The same in another Unicode form.
    await expect(next('cafe\u0301 au lait noir\n')).rejects.toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining('have now') });
    await expect(next('too short\n')).rejects.toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining('12') });
    await expect(next('')).rejects.toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining('where the new password should be') });
    const nobodyToAsk = askNewPassword({ prompts: nobody, passwordDescriptor: undefined }, { former: 'x' });
    await expect(nobodyToAsk).rejects.toMatchObject({ code: 'E_USAGE', detail: expect.stringContaining('--new-password-fd') });
  });

  it('that is a passphrase is called so, and has a descriptor of its own', async () => {
    const options = { former: 'the present one', subject: 'Passphrase' } as const;
    const nobodyToAsk = askNewPassword({ prompts: nobody, passwordDescriptor: undefined }, options);
    await expect(nobodyToAsk).rejects.toMatchObject({ detail: expect.stringMatching(/for a passphrase: .*--passphrase-fd/) });
    const asked: string[] = [];
    const prompts: Prompts = {
      ...nobody,
      isInteractive: true,
      password: async (message) => {
        asked.push(message);
        return 'another good one';
      },
    };
    await expect(askNewPassword({ prompts, passwordDescriptor: undefined }, options)).resolves.toBe('another good one');
    expect(asked).toEqual([expect.stringContaining('Passphrase'), 'The same passphrase again:']);
  });

  it.each([
    ['twice', ['correct horse', 'correct horse'], 'correct horse'],
    // Whoever slipped at the first one could otherwise never get it right.
    ['twice anew when the two differ', ['corect horse', 'correct horse', 'correct horse', 'correct horse'], 'correct horse'],
  ])('for a new account is typed %s', async (_name, typed, expected) => {
    const left = [...typed];
    const asked: string[] = [];
    const prompts: Prompts = {
      ...nobody,
      isInteractive: true,
      password: async (message) => {
        asked.push(message);
        return left.shift() ?? '';
      },
    };
    await expect(askNewPassword({ prompts, passwordDescriptor: undefined })).resolves.toBe(expected);
    expect(asked).toHaveLength(typed.length);
    expect(asked.some((message) => message.includes('not the same'))).toBe(typed.length > 2);
  });
});
