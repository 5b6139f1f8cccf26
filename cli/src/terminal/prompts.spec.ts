import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createPrompts, isCancelled } from './prompts.ts';

/** A terminal whose keys the test presses: `type` waits until the question stands there. */
function terminal(isTTY = true) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let shown = '';
  stderr.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const type = async (question: string, keys: string): Promise<void> => {
    while (!shown.includes(question)) await new Promise((resolve) => setImmediate(resolve));
    stdin.write(keys);
  };
  return { prompts: createPrompts(stdin, stderr), type, shown: () => shown };
}

describe('questions', () => {
  it('hide a password, and ask again while it is not accepted', async () => {
    const { prompts, type, shown } = terminal();
    const answer = prompts.password('Password:', (typed) => typed.length > 5 || 'too short');
    await type('Password:', 'abc\r');
    await type('too short', 'defgh\r');
    await expect(answer).resolves.toBe('abcdefgh');
    expect(shown()).not.toMatch(/abc|defgh/);
  });

  it.each([
    ['y\r', true],
    ['n\r', false],
    ['\r', false],
  ])('takes %j for %s', async (keys, meant) => {
    const { prompts, type } = terminal();
    const answer = prompts.confirm('Share?');
    await type('Share?', keys);
    await expect(answer).resolves.toBe(meant);
  });

  it('end with Ctrl-C', async () => {
    const { prompts, type } = terminal();
    const answer = prompts.text('Name:');
    await type('Name:', '\u0003');
    const error: unknown = await answer.catch((reason: unknown) => reason);
    expect(isCancelled(error)).toBe(true);
    expect(isCancelled(new Error('other'))).toBe(false);
  });

  it('need a terminal at both ends', () => {
    expect(terminal().prompts.isInteractive).toBe(true);
    expect(terminal(false).prompts.isInteractive).toBe(false);
  });
});
