import { describe, expect, it } from '@jest/globals';
import type { Bytes, Kdf } from '@sealchart/protocol';
import { KDF_DEFAULT, fromB64u, toB64u } from '@sealchart/protocol';
import { localKdf } from '../adapters/local-kdf.ts';
import { nodeKdf } from '../adapters/node/kdf.ts';
import type { KdfJob } from '../ports/kdf.ts';
import { recordingKdf } from '../testing/recording.ts';
import { readVectors } from '../testing/vectors.ts';
import { checkKdf, loginSecretOf, stretchPassword, unlockKeyOf } from './password.ts';

interface Derivations {
  readonly instanceId: string;
  readonly realm: string;
  readonly passwords: readonly { password: string; kdf: Kdf; stretch: string; loginSecret: string; unlockKey: string }[];
}
const { instanceId, realm, passwords } = readVectors('derivations') as Derivations;
const kdf: Kdf = { ...KDF_DEFAULT, salt: toB64u(new Uint8Array(16)) };

describe('the two secrets of a password', () => {
  it.each(passwords)('are those of the vectors: $password', async ({ password, kdf: given, stretch, loginSecret, unlockKey }) => {
    const made = await stretchPassword(localKdf(), password, given);
    expect(toB64u(made)).toBe(stretch);
    expect(toB64u(await loginSecretOf(made, instanceId, realm))).toBe(loginSecret);
    expect(toB64u(await unlockKeyOf(made, instanceId))).toBe(unlockKey);
  });

  it('differ for another instance and, at login, for another realm', async () => {
    const stretch = fromB64u(passwords[0]?.stretch ?? '');
    const [here, there] = [instanceId, `ins_${toB64u(new Uint8Array(16))}`];
    expect(await loginSecretOf(stretch, here, realm)).not.toEqual(await loginSecretOf(stretch, there, realm));
    expect(await loginSecretOf(stretch, here, realm)).not.toEqual(await loginSecretOf(stretch, here, 'other.example'));
    expect(await unlockKeyOf(stretch, here)).not.toEqual(await unlockKeyOf(stretch, there));
    expect(await unlockKeyOf(stretch, here)).not.toEqual(await loginSecretOf(stretch, here, realm));
  });

  it('are the same for the same letters in another Unicode form', async () => {
    const recorder = recordingKdf({ argon2id: async () => new Uint8Array(32) });
    await stretchPassword(recorder, 'a\u0301\ufb01', kdf);
    await stretchPassword(recorder, '\u00e1fi', kdf);
    expect(recorder.jobs[0]?.job.password).toEqual(recorder.jobs[1]?.job.password);
  });
});

describe('parameters of Argon2', () => {
  const allowed: [number, number, number][] = [
    [65_536, 3, 1],
    [65_536, 3, 4],
    [1_048_576, 10, 16],
  ];
  const refused: [string, number, number, number][] = [
    ['little memory', 65_535, 3, 4],
    ['8 KiB', 8, 3, 4],
    ['one pass', 65_536, 1, 4],
    ['two passes', 65_536, 2, 4],
    ['no lane', 65_536, 3, 0],
    ['64 GiB', 67_108_864, 3, 4],
    ['a little above the ceiling', 1_048_577, 3, 4],
    ['eleven passes', 65_536, 11, 4],
    ['seventeen lanes', 65_536, 3, 17],
    ['negative', -65_536, 3, 4],
    ['not a number', Number.NaN, 3, 4],
    ['infinite', Number.POSITIVE_INFINITY, 3, 4],
  ];

  it.each(allowed)('m = %d, t = %d, p = %d are taken', (m, t, p) => {
    expect(() => checkKdf({ ...kdf, m, t, p })).not.toThrow();
  });

  it.each(refused)('%s: refused before Argon2 is asked', async (_, m, t, p) => {
    let calls = 0;
    const spy = {
      argon2id: async () => {
        calls += 1;
        return new Uint8Array(32);
      },
    };
    await expect(stretchPassword(spy, 'password', { ...kdf, m, t, p })).rejects.toMatchObject({ code: 'E_KDF' });
    expect(calls).toBe(0);
    await stretchPassword(spy, 'password', kdf);
    expect(calls).toBe(1);
  });

  it('a port that gives another length is refused', async () => {
    await expect(stretchPassword({ argon2id: async () => new Uint8Array(16) }, 'x', kdf)).rejects.toMatchObject({ code: 'E_KDF' });
  });

  it.each([
    ['in a worker thread', nodeKdf()],
    ['on this thread', localKdf()],
  ])('more than this device has is a refusal of its own, %s', async (_, port) => {
    const small = { argon2id: (job: KdfJob) => port.argon2id({ ...job, m: 64 * 2 ** 20 }) };
    await expect(stretchPassword(small, 'password', kdf)).rejects.toMatchObject({ code: 'E_DEVICE' });
  });

  it.each<[string, () => Promise<Bytes>]>([
    ['afterwards', () => Promise.resolve(new Uint8Array(32))],
    ['where Argon2 does not run', () => Promise.reject(new RangeError('memory'))],
  ])('the password bytes are overwritten %s', async (_, run) => {
    let seen: Uint8Array | undefined;
    const argon2id = ({ password }: KdfJob): Promise<Bytes> => {
      seen = password;
      return run();
    };
    await stretchPassword({ argon2id }, 'password', kdf).catch(() => undefined);
    expect(seen).toEqual(new Uint8Array(8));
  });
});
