import type { AccountEvent, ParsedStatement, SignedStatement } from '@sealchart/protocol';
import { toSignedStatement } from '@sealchart/protocol';
import type { AccountEventDocument } from './account.schema.ts';

/** A statement at rest: the bytes as they were signed, and the signature. */
export interface StatementRow {
  readonly statement: Buffer;
  readonly signature: Buffer;
}

export function toRow({ bytes, signature }: ParsedStatement<unknown>): StatementRow {
  return { statement: Buffer.from(bytes), signature: Buffer.from(signature) };
}

export function fromRow({ statement, signature }: StatementRow): SignedStatement {
  return toSignedStatement(statement, signature);
}

/** The row of an event; its id makes sure that a chain has one event of each sequence. */
export function eventRow(accountId: string, event: ParsedStatement<AccountEvent>): AccountEventDocument {
  const { sequence } = event.value;
  return { _id: `${accountId}/${sequence}`, accountId, sequence, hash: event.hash, ...toRow(event) };
}
