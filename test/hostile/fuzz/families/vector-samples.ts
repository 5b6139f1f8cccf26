import type { Bytes, SignedStatement } from '@sealchart/protocol';
import { fromB64u } from '@sealchart/protocol';
import { readVectors } from '@sealchart/sdk/testing';

interface Vector {
  readonly name: string;
  readonly expect: string;
}

function accepted<T extends Vector>(file: string): T[] {
  const read = readVectors(file) as T[] | { readonly vectors: T[] };
  return (Array.isArray(read) ? read : read.vectors).filter((vector) => vector.expect === 'ok');
}

/** Packets of a file of the vectors that are right. */
export function rightPackets(file: 'data-packets' | 'key-packets' | 'literal-packets'): Bytes[] {
  return accepted<Vector & { packet: string }>(`openpgp/${file}`).map(({ packet }) => fromB64u(packet));
}

/** Certificates by name. */
export function rightCertificates(): Map<string, Bytes> {
  return new Map(
    accepted<Vector & { certificate: string }>('openpgp/certificates').map(({ name, certificate }) => [name, fromB64u(certificate)]),
  );
}

/** Detached signatures, each with what it signs and the name of the certificate. */
export function rightSignatures(): { readonly certificate: string; readonly signature: Bytes; readonly data: Bytes }[] {
  return accepted<Vector & { certificate: string; signature: string; data: string }>('openpgp/signatures').map(
    ({ certificate, signature, data }) => ({
      certificate,
      signature: fromB64u(signature),
      data: fromB64u(data),
    }),
  );
}

/** The keys that the packets are for. */
export function vectorKeys() {
  const keys = readVectors('openpgp/keys') as { sessionKey: string; accountId: string; secretKeys: Record<'modern' | 'rsa', string> };
  return {
    sessionKey: fromB64u(keys.sessionKey),
    accountId: keys.accountId,
    modern: fromB64u(keys.secretKeys.modern),
    rsa: fromB64u(keys.secretKeys.rsa),
  };
}

/** A statement of every kind. */
export function rightStatements(): (SignedStatement & { readonly context: string; readonly instance: string })[] {
  return accepted<Vector & SignedStatement & { context: string; instance: string }>('statements');
}

/** Statements of the instance itself. */
export function rightInstanceStatements(): (SignedStatement & {
  readonly context: string;
  readonly instance: string;
  readonly logKey: string;
})[] {
  return accepted<Vector & SignedStatement & { context: string; instance: string; logKey: string }>('instance-statements');
}

/** Whole chains of accounts. */
export function rightChains(): {
  readonly instance: string;
  readonly accountId: string;
  readonly events: SignedStatement[];
  readonly certificates: string[];
}[] {
  return accepted<Vector & { instance: string; accountId: string; events: SignedStatement[]; certificates: string[] }>('account-chains');
}
