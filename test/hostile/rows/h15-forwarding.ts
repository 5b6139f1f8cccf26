import type { ElementManifest, ElementView } from '@sealchart/protocol';
import { compareAscii, fromB64u, toB64u } from '@sealchart/protocol';
import { unwrapSessionKey, wrapSessionKey } from '@sealchart/sdk/testing';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import { openElement } from './acts.ts';
import { onElement } from './answers.ts';
import { SIGNATURE, contentCheck, manifestCheck } from './checks.ts';
import { asReader, continued, edited, forgedAuthor, forgedNext, named, serveView, wholeView } from './forging.ts';
import { NOTE, doneOf, shareNote } from './people.ts';

/** Alice's note is read by Bob, who opens it, and only then by the victim; what Bob was shown is in the hands of the server. */
async function passedOn(stage: Stage) {
  const [alice, bob, victim] = [await stage.actor('Alice'), await stage.actor('Bob'), await stage.victim('Carol')];
  const { elementId } = await shareNote(alice, bob, 'editor');
  const forBob = await wholeView(bob, elementId);
  const { accountId } = await alice.client.findPerson(victim.identifier);
  doneOf(await alice.client.share([elementId], accountId, { role: 'viewer' }));
  // What is new about people is no secret, and would be kept.
  for (const { identifier } of [alice, bob]) await victim.client.findPerson(identifier);
  const [author, reader] = [await forgedAuthor(stage, bob), await forgedAuthor(stage, victim)];
  const from = await forgedAuthor(stage, alice);
  return { victim, bob, attackers: [bob], markers: [NOTE], elementId, forBob, from, author, reader };
}

type PassedOn = Awaited<ReturnType<typeof passedOn>>;

/** Bob's session key, wrapped to the victim as only a reader of the note can do it. */
async function forVictim({ forBob, author, reader }: PassedOn): Promise<NonNullable<ElementView['content']>> {
  const { content } = forBob;
  if (!content) throw new Error('Bob was shown no content');
  const sessionKey = await unwrapSessionKey([author.identity], fromB64u(content.keyPacket.packet));
  const packet = toB64u(await wrapSessionKey(reader.identity.certificate, sessionKey));
  return { ...content, keyPacket: { principal: reader.accountId, epoch: 0, packet } };
}

/** A manifest whose readers stand in the order of their ids, as they must: what is wrong with it is the signature alone. */
function inOrder(text: string): string {
  const manifest = JSON.parse(text) as ElementManifest;
  const audience = manifest.audience.toSorted((a, b) => compareAscii(a.principal, b.principal));
  return JSON.stringify({ ...manifest, audience });
}

/** H15: what Alice wrote for Bob reaches Carol as if it were for her. */
export const forwarding = [
  row({
    id: 'H15',
    does: "forwards what was sealed to an accomplice, with its author's own signature and real packets",
    moment: 'first contact',
    code: 'E_AUDIENCE',
    defences: [manifestCheck('requireReader'), contentCheck('requireKeyPacket', 'return fromB64u(packet);')],
    setup: passedOn,
    mutate: async (world) => {
      const content = await forVictim(world);
      world.victim.tamper(serveView({ ...world.forBob, content }));
    },
    act: openElement,
  }),
  row({
    id: 'H15',
    does: 'forwards it with the victim written into the signed audience in place of the accomplice',
    moment: 'first contact',
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    setup: passedOn,
    mutate: async (world) => {
      const { victim, forBob, author, reader } = world;
      const content = await forVictim(world);
      const [bob, carol] = [author, reader].map(({ identity: { certificate } }) => certificate.encryption.fingerprint);
      const chain = forBob.chain.map((signed) =>
        edited(signed, (text) => inOrder(text.replaceAll(author.accountId, reader.accountId).replaceAll(bob ?? '', carol ?? ''))),
      );
      victim.tamper(onElement(() => ({ ...forBob, chain, content })));
    },
    act: openElement,
  }),
  row({
    id: 'H15',
    does: "lets an editor sign what another person had sealed, with that person's name inside",
    moment: 'first contact',
    code: 'E_BIND',
    defences: [contentCheck('requireInnerFields')],
    setup: passedOn,
    mutate: async ({ victim, bob, elementId, from, author, reader }) => {
      const view = await wholeView(bob, elementId);
      const forged = await forgedNext(author, view, [asReader(from, 'owner'), asReader(author, 'editor'), asReader(reader, 'viewer')], {
        inner: { author: named(from), body: NOTE },
      });
      victim.tamper(serveView(continued(view, forged, reader)));
    },
    act: openElement,
  }),
];
