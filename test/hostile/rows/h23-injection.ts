import { forge } from '@sealchart/sdk/testing';
import { row, variants } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { catchUpOn } from './acts.ts';
import { SIGNATURE, chainRule } from './checks.ts';
import { asReader, continued, flipped, forgedAuthor, forgedNext, wholeView } from './forging.ts';
import { NOTE, REFUSED, doneOf, shareNote } from './people.ts';
import { newElementId, plant, viewOfFirst } from './statements.ts';

/** A person with a record, and somebody who was never let in. */
async function recordAndStranger(stage: Stage) {
  const [victim, stranger] = [await stage.victim('Kim'), await stage.actor('Mallory')];
  await victim.client.findPerson(stranger.identifier);
  await victim.client.sync();
  const [owner, author] = [await forgedAuthor(stage, victim), await forgedAuthor(stage, stranger)];
  return { victim, attackers: [stranger], owner, author, elementId: newElementId() };
}

type RecordAndStranger = Awaited<ReturnType<typeof recordAndStranger>>;

/** A new element in the victim's record, sealed to them by a stranger who signs it. */
async function plantNew({ victim, owner, author, elementId }: RecordAndStranger, isSigned: boolean): Promise<void> {
  const forged = await forge(author, {
    elementId,
    recordId: owner.accountId,
    at: Date.now(),
    readers: [asReader(owner, 'owner')],
    // Unsigned it names the owner, as a server would who has no key.
    ...(isSigned ? {} : { manifest: { author: { account: owner.accountId, fingerprint: owner.identity.certificate.fingerprint } } }),
  });
  const signed = { ...forged.signed, signature: isSigned ? forged.signed.signature : flipped(forged.signed.signature, -1) };
  plant(victim, viewOfFirst(elementId, { ...forged, signed }, owner), forged);
}

/** H23: an element in somebody's record that nobody who may has put there. It is not listed, and told as refused. */
export const injection = [
  ...variants<RecordAndStranger>(
    {
      id: 'H23',
      moment: 'after pinning',
      setup: recordAndStranger,
      act: catchUpOn,
      mayKeep: REFUSED,
    },
    [
      {
        does: 'plants an element in the record without a signature of its owner',
        code: 'E_SIGNATURE',
        defences: [SIGNATURE],
        mutate: (world) => plantNew(world, false),
      },
      {
        does: 'plants an element in the record that a stranger signed',
        code: 'E_RIGHT',
        defences: [chainRule('checkFirst')],
        mutate: (world) => plantNew(world, true),
      },
    ],
  ),
  row({
    id: 'H23',
    does: 'shows a version that somebody signed whose access was withdrawn before, in the chain',
    moment: 'after pinning',
    code: 'E_RIGHT',
    defences: [chainRule('checkAuthorRight')],
    setup: async (stage: Stage) => {
      const [victim, former] = [await stage.victim('Kim'), await stage.actor('Mallory')];
      const { elementId } = await shareNote(victim, former, 'editor');
      doneOf(await victim.client.revoke([elementId], former.account.accountId));
      await victim.client.sync();
      const [owner, author] = [await forgedAuthor(stage, victim), await forgedAuthor(stage, former)];
      return { victim, attackers: [former], markers: [NOTE], owner, author, elementId, view: await wholeView(victim, elementId) };
    },
    mutate: async ({ victim, owner, author, view }) => {
      const forged = await forgedNext(author, view, [asReader(owner, 'owner')]);
      plant(victim, continued(view, forged, owner, view.chain.length), forged);
    },
    act: catchUpOn,
    mayKeep: REFUSED,
  }),
];
