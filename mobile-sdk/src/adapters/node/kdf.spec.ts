import { describe, expect, it } from '@jest/globals';
import type { Kdf } from '@sealchart/protocol';
import { fromB64u, toB64u, utf8 } from '@sealchart/protocol';
import { readVectors } from '../../testing/vectors.ts';
import { localKdf } from '../local-kdf.ts';
import { nodeKdf } from './kdf.ts';

const { passwords } = readVectors('derivations') as { passwords: { password: string; kdf: Kdf; stretch: string }[] };
const jobOf = ({ password, kdf: { salt, m, t, p } }: (typeof passwords)[number]) => ({
  password: utf8(password.normalize('NFKC')),
  salt: fromB64u(salt),
  m,
  t,
  p,
});

describe('Argon2id', () => {
  it.each([
    ['in a worker thread', nodeKdf()],
    ['on this thread', localKdf()],
  ])('%s gives the stretch of the vectors', async (_, kdf) => {
    for (const vector of passwords) expect(toB64u(await kdf.argon2id(jobOf(vector)))).toBe(vector.stretch);
  });

  it('in a worker thread leaves this one free', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    await nodeKdf().argon2id({ password: utf8('x'), salt: new Uint8Array(16), m: 65_536, t: 3, p: 4 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('that cannot run is over at once', async () => {
    const job = { password: utf8('x'), salt: new Uint8Array(1), m: 65_536, t: 3, p: 4 };
    await expect(nodeKdf().argon2id(job)).rejects.toThrow('no result of Argon2id');
  });
});
