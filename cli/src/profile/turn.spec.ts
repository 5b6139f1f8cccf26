import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { takeTurn } from './turn.ts';

const directory = mkdtempSync(join(tmpdir(), 'sealchart-turn-'));
const profile = { name: 'default', directory };
afterAll(() => rmSync(directory, { recursive: true }));

const unexpected = (): never => {
  throw new Error('there was nobody to wait for');
};

describe('a turn', () => {
  it('is had by one at a time; the next waits, is told so once, and gets it', async () => {
    const order: string[] = [];
    const end = await takeTurn(profile, 'import', unexpected);
    const waiting = Promise.withResolvers<void>();
    const second = takeTurn(profile, 'import', () => {
      order.push('waits');
      waiting.resolve();
    }).then((endSecond) => {
      order.push('has it');
      return endSecond();
    });
    await waiting.promise;
    // Another matter waits for nobody.
    (await takeTurn(profile, 'account', unexpected))();
    order.push('ended');
    end();
    await second;
    expect(order).toEqual(['waits', 'ended', 'has it']);
    (await takeTurn(profile, 'import', unexpected))();
  });

  it('is E_STORE where the folder cannot be used', async () => {
    await expect(takeTurn({ name: 'x', directory: join(directory, 'absent') }, 'import', unexpected)).rejects.toMatchObject({
      code: 'E_STORE',
    });
  });
});
