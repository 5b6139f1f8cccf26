import * as z from 'zod/mini';
import { fromB64u } from '../bytes.ts';
import { SealchartError } from '../errors.ts';
import { b64u } from '../ids.ts';
import { STATEMENT_BYTES } from '../limits.ts';
import { isEd25519Point } from '../openpgp/curve25519.ts';
import { isEd25519Signed } from '../openpgp/raw-signature.ts';
import { readStatementValue } from './signed-statement.ts';

const SIGNATURE_OCTETS = 64;

/** A statement of the instance itself: JCS bytes, and a raw Ed25519 signature (RFC 8032) over them by its pinned log key. */
export const InstanceStatement = z.strictObject({
  statement: b64u(STATEMENT_BYTES),
  signature: b64u(SIGNATURE_OCTETS, SIGNATURE_OCTETS),
});
export type InstanceStatement = z.infer<typeof InstanceStatement>;

/** The instance that a client has pinned. `logKey`: raw Ed25519 public key, base64url. */
export interface PinnedInstance {
  readonly instanceId: string;
  readonly logKey: string;
}

/**
 * Reads a statement of the instance and checks its signature. Throws `E_FORMAT`, `E_CONTEXT`, `E_INSTANCE` as `parseStatement`, and
 * `E_SIGNATURE` unless the pinned key made it.
 */
export async function verifyInstanceStatement<T extends { readonly context: string; readonly instance: string }>(
  schema: z.ZodMiniType<T>,
  context: T['context'],
  { instanceId, logKey }: PinnedInstance,
  signed: InstanceStatement,
): Promise<T> {
  const [bytes, signature, publicKey] = [fromB64u(signed.statement), fromB64u(signed.signature), fromB64u(logKey)];
  const value = readStatementValue(schema, context, instanceId, bytes);
  if (!isEd25519Point(publicKey)) throw new SealchartError('E_SIGNATURE', { detail: context });
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  if (!(await isEd25519Signed(key, signature, bytes))) throw new SealchartError('E_SIGNATURE', { detail: context });
  return value;
}
