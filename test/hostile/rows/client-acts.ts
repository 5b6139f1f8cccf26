import type { BatchResponse, ElementManifest, ReadResponse } from '@sealchart/protocol';
import { fromB64u, fromUtf8, sha256B64u } from '@sealchart/protocol';
import type { Forgery, ForgedVersion } from '@sealchart/sdk/testing';
import { forge } from '@sealchart/sdk/testing';
import type { RawAnswer } from '../harness/client-row.ts';
import { lootOf } from '../harness/outgoing.ts';
import { ask } from '../harness/raw-request.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { outcomeOf } from '../harness/trial.ts';

/** An act of a client of ours, as an answer. */
export async function answerOf(act: () => Promise<unknown>): Promise<RawAnswer> {
  return { status: 0, outcome: await outcomeOf(act), body: undefined };
}

/** Asks for the manifests of one element; what is `missing` is refused as a single element would be. */
export async function readManifests(stage: Stage, as: Actor, elementId: string): Promise<RawAnswer> {
  const body = { items: [{ elementId, after: 0 }], content: false };
  const answer = await ask(stage, { method: 'POST', path: '/v1/elements/read', as, body });
  if (answer.outcome !== 'done') return answer;
  const { missing } = answer.body as ReadResponse;
  return missing.includes(elementId) ? { ...answer, outcome: 'E_NOT_FOUND' } : answer;
}

/** The newest version that a reader was served: what the next one follows. */
export async function newestOf(stage: Stage, as: Actor, elementId: string): Promise<Pick<ForgedVersion, 'value' | 'hash'>> {
  const { body } = await readManifests(stage, as, elementId);
  const newest = (body as ReadResponse).elements[0]?.chain.at(-1);
  if (!newest) throw new Error('nothing was served');
  const bytes = fromB64u(newest.statement);
  return { value: JSON.parse(fromUtf8(bytes)) as ElementManifest, hash: await sha256B64u(bytes) };
}

/** Signs a version with the keys of this account and sends it, whatever a client of ours would say to it. */
export async function sendForged(
  stage: Stage,
  as: Actor,
  forgery: Omit<Forgery, 'before'> & { readonly before?: object },
): Promise<RawAnswer> {
  const { identities } = await lootOf(as);
  const [identity] = identities;
  if (!identity) throw new Error('an account without keys');
  const author = { instanceId: stage.hostile.instanceId, accountId: as.account.accountId, identity };
  const { signed, dataPacket, keyPackets } = await forge(author, { at: Date.now(), ...(forgery as Forgery) });
  const item = {
    manifest: signed,
    dataPacket: Buffer.from(dataPacket).toString('base64url'),
    keyPackets: [...keyPackets.values()],
    open: {},
  };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const answer = await ask(stage, { method: 'POST', path: '/v1/elements/batch', as, body: { items: [item] }, headers });
  if (answer.outcome !== 'done') return answer;
  const [result] = (answer.body as BatchResponse).results;
  return result?.status === 'refused' ? { ...answer, outcome: result.code } : answer;
}

/** Reads every body, query and path by its schema. */
export const VALIDATION = { module: 'api/src/platform/http/validation.ts', check: 'transform', body: 'return value;' };

export const lookUp = (stage: Stage, as: Actor, body: object): Promise<RawAnswer> =>
  ask(stage, { method: 'POST', path: '/v1/directory/lookup', as, body });
