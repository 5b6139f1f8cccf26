import * as z from 'zod/mini';
import type { Bytes } from '../bytes.ts';
import { fromB64u, toB64u } from '../bytes.ts';
import { sha256B64u } from '../digest.ts';
import { SealchartError } from '../errors.ts';
import { parseForeign } from '../foreign-value.ts';
import { AccountId, Fingerprint, InstanceId, b64u } from '../ids.ts';
import { jcsBytes, parseJcs } from '../jcs.ts';
import { SIGNATURE_BYTES, STATEMENT_BYTES } from '../limits.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import { verifyDetached } from '../openpgp/signature.ts';
import { Instant } from '../time.ts';

/** A statement as it travels and rests: base64url of the JCS bytes exactly as signed, and of the signature packet. */
export const SignedStatement = z.strictObject({ statement: b64u(STATEMENT_BYTES), signature: b64u(SIGNATURE_BYTES) });
export type SignedStatement = z.infer<typeof SignedStatement>;

/** Who signed: the account, and the fingerprint of the primary key that made the signature. */
export const Author = z.strictObject({ account: AccountId, fingerprint: Fingerprint });
export type Author = z.infer<typeof Author>;

/** The fields that every statement of a person carries. `checkpoint` is null until the log is built. */
export const statementFields = <Context extends string>(context: Context) => ({
  context: z.literal(context),
  instance: InstanceId,
  author: Author,
  authoredAt: Instant,
  checkpoint: z.null(),
});

/** A statement whose form was checked. Its signature was not: see `verifyStatement`. */
export interface ParsedStatement<T> {
  readonly value: T;
  /** The JCS bytes that were signed. */
  readonly bytes: Bytes;
  /** SHA-256 of `bytes`, base64url: what `previous` of a successor names. */
  readonly hash: string;
  readonly signature: Bytes;
}

interface StatementValue extends BoundValue {
  readonly author: Author;
}

/** What every statement names, whoever signed it. */
interface BoundValue {
  readonly context: string;
  readonly instance: string;
}

/**
 * Reads a signed statement of one context and instance. Throws `E_FORMAT` unless the bytes are JCS and fit the schema,
 * `E_CONTEXT` for another statement's bytes, `E_INSTANCE` for another instance's.
 */
export async function parseStatement<T extends StatementValue>(
  schema: z.ZodMiniType<T>,
  context: T['context'],
  instance: string,
  signed: SignedStatement,
): Promise<ParsedStatement<T>> {
  const bytes = fromB64u(signed.statement);
  const value = readStatementValue(schema, context, instance, bytes);
  return { value, bytes, hash: await sha256B64u(bytes), signature: fromB64u(signed.signature) };
}

/** The value of a statement's bytes. Throws as `parseStatement`. */
export function readStatementValue<T extends BoundValue>(
  schema: z.ZodMiniType<T>,
  context: T['context'],
  instance: string,
  bytes: Uint8Array,
): T {
  const json = parseJcs(bytes);
  requireContext(json, context);
  const result = parseForeign(schema, json);
  if (!result.success) {
    const issues = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    throw new SealchartError('E_FORMAT', { detail: `${context}: ${issues.map((i) => i.path || 'statement').join(', ')}`, issues });
  }
  requireInstance(result.data, instance);
  return result.data;
}

function requireInstance(value: BoundValue, instance: string): void {
  if (value.instance !== instance) throw new SealchartError('E_INSTANCE', { detail: value.context });
}

/** What was signed as one kind of statement is never read as another. `E_CONTEXT`. What is no object is left to the schema. */
function requireContext(json: unknown, context: string): void {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return;
  if (!('context' in json) || json.context !== context) throw new SealchartError('E_CONTEXT', { detail: `expected ${context}` });
}

/**
 * Checks that the named author's certificate made the signature. Throws `E_AUTHOR` when the certificate is not the
 * one the statement names, `E_SIGNATURE` when it did not sign these bytes.
 */
export async function verifyStatement(parsed: ParsedStatement<StatementValue>, certificate: Certificate): Promise<void> {
  if (parsed.value.author.fingerprint !== certificate.fingerprint) throw new SealchartError('E_AUTHOR');
  await verifyDetached(certificate, parsed.signature, parsed.bytes);
}

/** The JCS bytes to sign; throws `E_FORMAT` when the value does not fit its schema. */
export function statementBytes<T extends StatementValue>(schema: z.ZodMiniType<T>, value: T): Bytes {
  const result = schema.safeParse(value);
  if (!result.success) throw new SealchartError('E_FORMAT', { detail: value.context, cause: result.error });
  return jcsBytes(result.data);
}

/** Puts the parts together as they travel. */
export function toSignedStatement(bytes: Uint8Array, signature: Uint8Array): SignedStatement {
  return { statement: toB64u(bytes), signature: toB64u(signature) };
}
