import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import type { Sdk } from './sdk.ts';
import { sdkWithout } from './sdk.ts';
import type { Secret } from './outgoing.ts';
import { leaksIn, lootOf, openedIn } from './outgoing.ts';
import type { Row, World } from './row.ts';
import type { Actor, HostileServer } from './stage.ts';
import { secretsOf, stageOf } from './stage.ts';

/** What came of an act: it was done, or refused with this code; anything else that was thrown is named as it is. */
export type Outcome = 'done' | (string & {});

/** The same flow without the attack is done: a client that refuses everything defends nothing. */
export async function expectControl<W extends World>(row: Row<W>, hostile: HostileServer): Promise<void> {
  const stage = stageOf(hostile);
  const world = await row.setup(stage);
  expect(await outcomeOf(() => row.act(world, stage))).toBe('done');
}

/**
 * The attack is refused with its code; no secret and nothing that only the victim may read left the device, nothing that left it opens
 * with the attacker's keys, and what the device kept is what it kept before.
 */
export async function expectRefused<W extends World>(row: Row<W>, hostile: HostileServer): Promise<void> {
  const stage = stageOf(hostile);
  const world = await row.setup(stage);
  await row.mutate(world, stage);
  const { victim, attackers = [], markers = [] } = world;
  const from = victim.traffic.exchanges.length;
  const before = entriesOf(victim, row.mayKeep);
  expect(await outcomeOf(() => row.act(world, stage))).toBe(row.code);
  const sent = victim.traffic.exchanges.slice(from).map(({ request }) => request);
  const secrets: Secret[] = [...secretsOf(victim), ...markers.map((text) => ({ name: `"${text}"`, bytes: utf8(text) }))];
  expect(leaksIn(sent, secrets)).toEqual([]);
  for (const attacker of attackers) expect(await openedIn(sent, await lootOf(attacker), hostile.instanceId)).toEqual([]);
  expect(entriesOf(victim, row.mayKeep)).toEqual(before);
}

/** Without its defences the row does not hold: what comes then in place of the refusal. */
export async function expectTaken<W extends World>(row: Row<W>, hostile: HostileServer): Promise<Outcome> {
  const sdk: Sdk = await sdkWithout(row.defences);
  const stage = stageOf(hostile, sdk);
  const world = await row.setup(stage);
  await row.mutate(world, stage);
  const outcome = await outcomeOf(() => row.act(world, stage));
  expectOther(outcome, row.code);
  return outcome;
}

/**
 * Without the check the act is done, or something else comes of it than this refusal; but never a program that broke because the check
 * was taken out of it in a wrong way, or a page that nobody waited for long enough: that would prove nothing.
 */
export function expectOther(outcome: Outcome, code: string): void {
  expect(outcome).not.toBe(code);
  expect(outcome).not.toMatch(/^(?:TypeError|ReferenceError|TimeoutError|E_UNEXPECTED)/);
}

/** Another build has another class of the same name: errors are told by what they carry. */
export async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof Error && error.name === 'SealchartError' && 'code' in error) return String(error.code);
    return String(error);
  }
}

/** Tells other windows that something was written; says nothing of what. */
const MARKS = /^mark\//;

/** What lies on the device, in a form that can be compared and read in a failure. */
function entriesOf({ store }: Actor, mayKeep: RegExp | undefined): Record<string, string> {
  const kept = [...store.entries].filter(([key]) => !MARKS.test(key) && !mayKeep?.test(key));
  return Object.fromEntries(kept.map(([key, bytes]) => [key, createHash('sha256').update(bytes).digest('base64url')]));
}
