import type { ElementView, ReadResponse, SignedStatement } from '@sealchart/protocol';
import type { ForgedAuthor, ForgedReader, Forgery } from '@sealchart/sdk/testing';
import { forge } from '@sealchart/sdk/testing';
import { row } from '../harness/row.ts';
import type { Actor, Stage } from '../harness/stage.ts';
import { openElement, shareWithDoctor, writeOn } from './acts.ts';
import { answersAt, onElement } from './answers.ts';
import { SIGNATURE, chainRule, contentCheck, manifestCheck } from './checks.ts';
import { asReader, continued, edited, forgedAuthor, forgedNext, manifestOf, newestOf, serveView, wholeView } from './forging.ts';
import { NOTE, doneOf, shareNote, writeNote } from './people.ts';

/** What somebody works with who reads one note of the victim and holds the server. */
interface Ground {
  readonly victim: Actor;
  readonly thief: Actor;
  readonly attackers: readonly Actor[];
  readonly markers: readonly string[];
  /** The thief reads it. */
  readonly elementId: string;
  /** As the victim is shown it, from its first version. */
  readonly view: ElementView;
  readonly owner: ForgedAuthor;
  readonly author: ForgedAuthor;
}

/** A note of the victim that a thief reads, and the keys of both in the hands of whoever writes the row. */
async function ground(stage: Stage, role: 'viewer' | 'editor' | 'manager'): Promise<Ground> {
  const [victim, thief] = [await stage.victim('Kim'), await stage.actor('Mallory')];
  const { elementId } = await shareNote(victim, thief, role);
  const [owner, author] = [await forgedAuthor(stage, victim), await forgedAuthor(stage, thief)];
  const view = await wholeView(victim, elementId);
  return { victim, thief, attackers: [thief], markers: [NOTE], elementId, view, owner, author };
}

/** The same with a second note, which is the victim's alone. */
async function twoNotes(stage: Stage) {
  const one = await ground(stage, 'editor');
  const secretId = await writeNote(one.victim, SECRET);
  return { ...one, markers: [NOTE, SECRET], secretId, secret: await wholeView(one.victim, secretId) };
}

/** The same, about the second one. */
async function secondNote(stage: Stage) {
  const notes = await twoNotes(stage);
  return { ...notes, elementId: notes.secretId };
}

const SECRET = 'what nobody but Kim may read';

/** The grant of the first note behind the second one. */
const granted = ({ view, secret }: { readonly view: ElementView; readonly secret: ElementView }, grant: SignedStatement): ElementView => ({
  ...secret,
  chain: [grant],
  newest: 2,
  ...(view.content === undefined ? {} : { content: secret.content }),
});

/** The grant of `view` with the ids of `secret` written into it. */
async function rewritten({ view, secret }: { readonly view: ElementView; readonly secret: ElementView }): Promise<SignedStatement> {
  const grant = view.chain[1] as SignedStatement;
  const { elementId, previous, content } = manifestOf(grant);
  const before = await newestOf(secret);
  return edited(grant, (text) =>
    text
      .replaceAll(elementId, before.value.elementId)
      .replace(previous ?? '', before.hash)
      .replace(JSON.stringify(content), JSON.stringify(before.value.content)),
  );
}

/** A version that a reader of the note signed, with these roles for the victim and themself, and for a third person where one is named. */
function overreach(
  role: 'viewer' | 'editor' | 'manager',
  forgery: Partial<Forgery>,
  [first, second, third]: readonly ForgedReader['role'][],
) {
  return {
    async setup(stage: Stage) {
      const one = await ground(stage, role);
      const friend = third === undefined ? undefined : await forgedAuthor(stage, await stage.actor('Eve'));
      const readers = [asReader(one.owner, first ?? 'owner'), asReader(one.author, second ?? role)];
      return { ...one, readers: friend && third ? [...readers, asReader(friend, third)] : readers };
    },
    async mutate({
      victim,
      elementId,
      view,
      owner,
      author,
      readers,
    }: Ground & { readonly readers: readonly ForgedReader[] }): Promise<void> {
      const before = await newestOf(view);
      const forged = await forge(author, { elementId, recordId: owner.accountId, before, at: Date.now(), readers, ...forgery });
      victim.tamper(serveView(continued(view, forged, owner, view.chain.length)));
    },
    act: openElement,
  };
}

/** H14: a signed grant, or packets, in a place that they were not made for. */
export const grafts = [
  // The threat model says E_GRANT; that the statement is of another element, or nobody's, tells the person more.
  row({
    id: 'H14',
    does: 'attaches the signed grant of one element to another, before its owner writes on',
    moment: 'after pinning',
    code: 'E_BIND',
    defences: [manifestCheck('requireElement')],
    setup: secondNote,
    mutate: (world) => world.victim.tamper(onElement(() => granted(world, world.view.chain[1] as SignedStatement))),
    act: writeOn,
  }),
  row({
    id: 'H14',
    does: 'writes the ids of another element into a signed grant, before the owner of both writes on',
    moment: 'after pinning',
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    setup: secondNote,
    mutate: async (world) => {
      const grant = await rewritten(world);
      world.victim.tamper(onElement(() => granted(world, grant)));
    },
    act: writeOn,
  }),
  row({
    id: 'H14',
    does: 'raises the role in a signed grant',
    moment: 'first contact',
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    async setup(stage) {
      const [owner, victim] = [await stage.actor('Kim'), await stage.victim('Dr Ada')];
      return { ...(await shareNote(owner, victim)), victim, markers: [NOTE] };
    },
    mutate: ({ victim }) =>
      victim.tamper(
        onElement((view) => ({
          ...view,
          chain: view.chain.map((signed) => edited(signed, (text) => text.replace('"role":"viewer"', '"role":"editor"'))),
        })),
      ),
    act: openElement,
  }),
  row({
    id: 'H14',
    does: 'lets a viewer sign a higher role for themself',
    moment: 'after pinning',
    code: 'E_RIGHT',
    defences: [chainRule('checkAuthorRight')],
    ...overreach('viewer', { isAccess: true }, ['owner', 'editor']),
  }),
  row({
    id: 'H14',
    does: 'lets an editor write a higher role for themself into a content version',
    moment: 'after pinning',
    code: 'E_GRANT',
    defences: [chainRule('checkContentStep')],
    ...overreach('editor', {}, ['owner', 'manager']),
  }),
  row({
    id: 'H14',
    does: 'lets a manager appoint another one, as only the owner does',
    moment: 'after pinning',
    code: 'E_GRANT',
    defences: [chainRule('checkAccessStep')],
    ...overreach('manager', { isAccess: true }, ['owner', 'manager', 'manager']),
  }),
  row({
    id: 'H14',
    does: 'lets a manager become owner, and the owner an editor',
    moment: 'after pinning',
    code: 'E_GRANT',
    defences: [chainRule('checkAudience'), chainRule('checkAccessStep')],
    ...overreach('manager', { isAccess: true }, ['editor', 'owner']),
  }),
  ...(['opens', 'shares'] as const).map((what) =>
    row({
      id: 'H14',
      does: `grafts data, commitment and key packet of an element into a version of its accomplice's making, which its owner ${what}`,
      moment: 'after pinning',
      code: 'E_COMMITMENT',
      defences: [contentCheck('requireCommitment')],
      setup: async (stage: Stage) => {
        const notes = await twoNotes(stage);
        const accomplice = await stage.actor('Eve');
        await notes.victim.client.findPerson(accomplice.identifier);
        return { ...notes, attackers: [notes.thief, accomplice], doctor: accomplice };
      },
      mutate: async ({ victim, view, secret, owner, author }) => {
        const { dataHash, dataLength, sizeClass, keyCommitment } = manifestOf(secret.chain[0] as SignedStatement).content ?? {};
        const reference = { dataHash, dataLength, sizeClass, keyCommitment } as Forgery['reference'];
        const readers = [asReader(owner, 'owner'), asReader(author, 'editor')];
        const forged = await forgedNext(author, view, readers, reference === undefined ? {} : { reference });
        const content = secret.content && { ...secret.content, contentVersion: forged.value.version };
        const answer = { ...continued(view, forged, owner, view.chain.length), content };
        const read = answersAt<ReadResponse>('/v1/elements/read', (all) => ({ ...all, elements: [answer] }));
        victim.tamper((request, all) => serveView(answer)(request, all) ?? read(request, all));
      },
      act: what === 'opens' ? openElement : shareWithDoctor,
    }),
  ),
  row({
    id: 'H14',
    does: 'shows a grant again, after it was withdrawn',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [manifestCheck('requirePlace')],
    setup: async (stage) => {
      const one = await ground(stage, 'viewer');
      doneOf(await one.victim.client.revoke([one.elementId], one.author.accountId));
      return one;
    },
    mutate: ({ victim, view }) => victim.tamper(onElement((answer) => ({ ...answer, chain: [view.chain[1]], newest: 4 }))),
    act: writeOn,
  }),
];
