import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { fromB64u, toB64u } from '../bytes.ts';
import { jcsBytes } from '../jcs.ts';
import { ERASE_RECEIPT, EraseReceipt } from './erase-receipt.ts';
import { InstanceStatement, verifyInstanceStatement } from './instance-statement.ts';

const instanceId = `ins_${'A'.repeat(22)}`;
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pinned = { instanceId, logKey: publicKey.export({ format: 'jwk' }).x ?? '' };
const receipt: EraseReceipt = {
  context: ERASE_RECEIPT,
  instance: instanceId,
  elementId: `elm_${'A'.repeat(22)}`,
  recordId: `acc_${'A'.repeat(22)}`,
  version: 3,
  eraseHash: 'A'.repeat(43),
  destroyed: { versions: 2, keyPackets: 3, blobs: 0, bytes: 4_321 },
  backupDays: 7,
  at: '2026-01-02T03:04:05Z',
};
const signed = (bytes: Uint8Array): InstanceStatement => ({ statement: toB64u(bytes), signature: toB64u(sign(null, bytes, privateKey)) });
const good = signed(jcsBytes(receipt));
const verify = (statement: InstanceStatement) => verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, pinned, statement);
const flip = (text: string, bit: number): string => {
  const bytes = fromB64u(text);
  const octet = Math.floor(bit / 8) % bytes.length;
  bytes[octet] = (bytes[octet] ?? 0) ^ (1 << (bit % 8));
  return toB64u(bytes);
};

interface Vector extends InstanceStatement {
  readonly name: string;
  readonly instance: string;
  readonly logKey: string;
}
const file = new URL('../../vectors/instance-statements.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] };
const vectorOf = (name: string): Vector => {
  const vector = vectors.find((one) => one.name === name);
  if (!vector) throw new Error(`no vector "${name}"`);
  return vector;
};

describe('a statement of the instance', () => {
  it('comes back when the pinned key signed it', async () => {
    await expect(verify(good)).resolves.toEqual(receipt);
  });

  it('is refused with any bit of the signature or of the bytes changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(511), async (bit) => {
        const refusal = expect.objectContaining({ code: 'E_SIGNATURE' });
        await expect(verify({ ...good, signature: flip(good.signature, bit) })).rejects.toEqual(refusal);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(fromB64u(good.statement).length * 8 - 1), async (bit) => {
        const changed = { ...good, statement: flip(good.statement, bit) };
        await expect(verify(changed)).rejects.toEqual(expect.objectContaining({ name: 'SealchartError' }));
      }),
    );
  });

  it('with a signature of a second form is refused, even where the platform would take it', async () => {
    const lenient = jest.spyOn(crypto.subtle, 'verify').mockResolvedValue(true);
    try {
      await expect(verify(good)).resolves.toEqual(receipt);
      for (const name of ['receipt with S plus the order', 'receipt with R of small order', 'receipt under a key of small order']) {
        const { instance, logKey, statement, signature } = vectorOf(name);
        const act = verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, { instanceId: instance, logKey }, { statement, signature });
        await expect(act).rejects.toEqual(expect.objectContaining({ code: 'E_SIGNATURE' }));
      }
    } finally {
      lenient.mockRestore();
    }
  });

  it('is judged by its bytes before its signature, so that a refusal names what was shown', async () => {
    const other = signed(jcsBytes({ ...receipt, context: 'sealchart/v1/anchor' }));
    await expect(verify(other)).rejects.toEqual(expect.objectContaining({ code: 'E_CONTEXT' }));
  });

  it('travels with a signature of 64 octets, not more and not less', () => {
    expect(InstanceStatement.safeParse(good).success).toBe(true);
    for (const octets of [0, 32, 63, 65]) {
      expect([octets, InstanceStatement.safeParse({ ...good, signature: toB64u(new Uint8Array(octets)) }).success]).toEqual([
        octets,
        false,
      ]);
    }
    expect(InstanceStatement.safeParse({ ...good, key: pinned.logKey }).success).toBe(false);
  });
});
