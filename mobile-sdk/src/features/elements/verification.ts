import type { Author, ElementContent, ElementState } from '@sealchart/protocol';
import {
  SealchartError,
  SignedStatement,
  VERIFICATION,
  VerificationStatement,
  keyOf,
  parseForeign,
  parseStatement,
  verifyStatement,
} from '@sealchart/protocol';
import type { Compared, Person } from '../../client-api/people.ts';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import { createElements } from './creation.ts';
import type { ElementsContext } from './context.ts';

/**
 * Records that a person compared a fingerprint: a statement signed to oneself, stored sealed as an element of the own
 * record, so that every device of the account learns it. `E_NOT_VERIFIED` when it differs. Accepts a changed key.
 */
export async function verifyPerson(context: ElementsContext, accountId: string, compared: Compared): Promise<Person> {
  const { session, directory } = context;
  const { fingerprint, mark: before, keep } = await directory.compare(accountId, compared);
  const now = session.ports.clock.now();
  const value: VerificationStatement = {
    context: VERIFICATION,
    ...authorFields(session, now),
    subject: { account: accountId, fingerprint },
    method: compared.method,
    result: 'verified',
    number: (before?.number ?? 0) + 1,
    previous: before?.hash ?? null,
  };
  const { signed, hash } = await signStatement(session.identity, now, VerificationStatement, value);
  const [outcome] = await createElements(context, [{ schema: VERIFICATION, title: 'Verification', body: JSON.stringify(signed) }]);
  if (outcome?.ok !== true) throw outcome?.error ?? new SealchartError('E_ANSWER');
  return keep({ fingerprint, method: value.method, result: value.result, number: value.number, hash });
}

/**
 * Takes up a verification that another device of this account stored. Only elements of the own record by the own account
 * count; throws as `parseStatement` and `verifyStatement` when the statement inside is not one of the own account.
 */
export async function noteVerification(
  { session, directory }: ElementsContext,
  state: ElementState,
  content: ElementContent,
): Promise<void> {
  const { account, chain, instance } = session;
  if (state.recordId !== account.accountId || state.contentAuthor.account !== account.accountId) return;
  const signed = parseForeign(SignedStatement, parseBody(content.body));
  if (!signed.success) throw new SealchartError('E_FORMAT', { detail: 'verification' });
  const statement = await parseStatement(VerificationStatement, VERIFICATION, instance.instanceId, signed.data);
  const { author, subject, method, result, number } = statement.value;
  requireOwnVerification(author, account.accountId);
  await verifyStatement(statement, keyOf(chain, author.fingerprint).certificate);
  await directory.note(subject.account, { fingerprint: subject.fingerprint, method, result, number, hash: statement.hash });
}

/** What somebody else compared is not what this person compared. `E_AUTHOR`. */
function requireOwnVerification(author: Author, accountId: string): void {
  if (author.account !== accountId) throw new SealchartError('E_AUTHOR', { detail: 'verification of another account' });
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
