import { describe, expect, it } from '@jest/globals';
import { Changes } from './changes.ts';

class Client {
  readonly #kept = 'kept';
  list = async (): Promise<string> => Promise.resolve(this.#kept);
  async erase(fails: boolean): Promise<string> {
    if (fails) throw new RangeError('refused');
    return Promise.resolve(this.#kept);
  }
  account(): string {
    return this.#kept;
  }
}

describe('changes through the acts of a worker', () => {
  it('are noticed after an act, also after one that was refused', async () => {
    const changes = new Changes();
    const client = changes.watched(new Client());
    const before = changes.revision();
    expect(await client.erase(false)).toBe('kept');
    const after = changes.revision();
    expect(after).not.toBe(before);
    await expect(client.erase(true)).rejects.toThrow(RangeError);
    expect(changes.revision()).not.toBe(after);
  });

  it('are not what only reads', async () => {
    const changes = new Changes();
    const client = changes.watched(new Client());
    const before = changes.revision();
    await client.list();
    expect(client.account()).toBe('kept');
    expect(changes.revision()).toBe(before);
  });
});
