import type { Bytes, SignedStatement } from '@sealchart/protocol';
import { sha256B64u, statementBytes, toInstant, toSignedStatement } from '@sealchart/protocol';
import type * as z from 'zod/mini';
import type { Identity } from './openpgp.ts';
import { signDetached } from './openpgp.ts';

/** Who signs, and for which instance. */
export interface Signer {
  readonly instance: { readonly instanceId: string };
  readonly account: { readonly accountId: string };
  readonly identity: Identity;
}

/** The fields that every statement of a person carries; `at` in milliseconds since 1970. */
export function authorFields({ instance, account, identity }: Signer, at: number) {
  return {
    instance: instance.instanceId,
    author: { account: account.accountId, fingerprint: identity.certificate.fingerprint },
    authoredAt: toInstant(at),
    checkpoint: null,
  };
}

/** A statement just signed. */
export interface NewStatement {
  readonly signed: SignedStatement;
  /** SHA-256 of the JCS bytes, base64url: what a successor names as `previous`. */
  readonly hash: string;
  readonly bytes: Bytes;
}

type StatementValue = Parameters<typeof statementBytes>[1];

/** Signs the JCS bytes of a statement; `E_FORMAT` when the value does not fit its schema. `at` in milliseconds. */
export async function signStatement<T extends StatementValue>(
  identity: Identity,
  at: number,
  schema: z.ZodMiniType<T>,
  value: T,
): Promise<NewStatement> {
  const bytes = statementBytes(schema, value);
  const signature = await signDetached(identity, bytes, at);
  return { signed: toSignedStatement(bytes, signature), hash: await sha256B64u(bytes), bytes };
}
