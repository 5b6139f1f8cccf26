import type { SignedStatement } from '@sealchart/protocol';
import { ADDENDA, ADDENDUM, Addendum, SealchartError } from '@sealchart/protocol';
import { authorFields, signStatement } from '../../crypto/statement.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import type { ProvenElement } from '../elements/opening.ts';
import type { EditPlan } from './edit-plan.ts';
import type { AddendumEdit } from './stored-edit.ts';

/**
 * Appends remarks to the newest version: each is signed with the number that it gets there. Those that were signed for a version that
 * is in the record after all are not added a second time. `E_LIMIT` when there is no room.
 */
export async function planAddendum(session: UnlockedSession, edit: AddendumEdit, { stored, content }: ProvenElement): Promise<EditPlan> {
  const isThere = new Set(content.addenda.map(({ statement }) => statement));
  const isStored = (_: unknown, i: number): boolean => isThere.has(edit.signed?.[i]?.statement ?? '');
  const remarks = edit.remarks.filter((remark, i) => !isStored(remark, i));
  if (remarks.length === 0) return { kind: 'done', isMerged: false };
  if (content.addenda.length + remarks.length > ADDENDA) {
    throw new SealchartError('E_LIMIT', { detail: `an element has at most ${ADDENDA} addenda; write a new version of its text instead` });
  }
  const signed: SignedStatement[] = [];
  for (const [i, remark] of remarks.entries()) signed.push(await sign(session, stored.state, remark, content.addenda.length + i + 1));
  const addenda = [...content.addenda, ...signed];
  const { sealed: _former, ...rest } = edit;
  return { kind: 'write', content: { addenda, open: stored.summary.open }, edit: { ...rest, remarks, signed }, isMerged: false };
}

async function sign(
  session: UnlockedSession,
  { elementId, recordId }: ProvenElement['stored']['state'],
  { text, contentVersion, bodyHash }: AddendumEdit['remarks'][number],
  number: number,
): Promise<SignedStatement> {
  const now = session.ports.clock.now();
  const value: Addendum = {
    context: ADDENDUM,
    ...authorFields(session, now),
    elementId,
    recordId,
    number,
    contentVersion,
    bodyHash,
    text,
  };
  const { signed } = await signStatement(session.identity, now, Addendum, value);
  return signed;
}
