import type { Defence } from '../harness/build.ts';
import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import { row } from '../harness/row.ts';
import type { Actor, HostileServer, Stage } from '../harness/stage.ts';
import { stageOf } from '../harness/stage.ts';
import { enterUntouched, findDoctor, openElement } from './acts.ts';
import { answersTo, anyOf, freshDevice, knownDevice, servedTo } from './accounts.ts';
import { onElement, onEntry, viewOf } from './answers.ts';
import { answerOf } from './client-acts.ts';
import { noteForVictim, shareNote } from './people.ts';

/** The server must be the one that the device knows. */
const KNOWN_INSTANCE: Defence = { module: 'mobile-sdk/src/session/instance-pin.ts', check: 'checkInstance' };
/** The name that the server gives must be the typed one, or above it. */
const REALM: Defence = { module: 'mobile-sdk/src/session/address.ts', check: 'checkRealm' };
/** A statement must be of this instance. */
const OF_INSTANCE: Defence = { module: 'protocol/src/statements/signed-statement.ts', check: 'requireInstance' };

/** An answer under the name of another server. */
const named = (answer: object) => ({ ...answer, realm: 'records.example.org' });

/** A person of another instance. */
const personOf = (other: HostileServer, stage: Stage, name: string): Promise<Actor> => stageOf(other, stage.sdk).actor(name);

/** H35: one instance with what belongs to another. */
export const otherInstance = (other: () => HostileServer) => [
  row({
    id: 'H35',
    does: 'says that it is another instance, to be shown what opens an account there',
    moment: 'after pinning',
    code: 'E_INSTANCE',
    defences: [KNOWN_INSTANCE],
    setup: knownDevice,
    mutate: ({ victim }) => victim.tamper(answersTo('/v1/instance', (answer) => ({ ...answer, instanceId: other().instanceId }))),
    act: enterUntouched,
  }),
  row({
    id: 'H35',
    does: 'gives the name of another server, to be shown what opens an account there',
    moment: 'first contact',
    code: 'E_REALM',
    defences: [REALM],
    setup: freshDevice,
    mutate({ victim }) {
      victim.tamper(anyOf(answersTo('/v1/instance', named), answersTo('/v1/auth/prelogin', named)));
    },
    act: enterUntouched,
  }),
  row({
    id: 'H35',
    does: 'shows a person of another instance as one of its own',
    moment: 'first contact',
    code: 'E_INSTANCE',
    defences: [OF_INSTANCE],
    async setup(stage) {
      const [victim, doctor] = [await stage.victim('Kim'), await stage.actor('Dr Ada')];
      const { entry } = servedTo(await personOf(other(), stage, 'Dr Ada'));
      return { victim, doctor, entry };
    },
    mutate: ({ victim, entry }) => victim.tamper(onEntry(() => entry)),
    act: findDoctor,
  }),
  row({
    id: 'H35',
    does: 'serves an element, and the grant in it, of another instance',
    moment: 'after pinning',
    code: 'E_INSTANCE',
    defences: [OF_INSTANCE],
    async setup(stage) {
      const note = await noteForVictim(stage);
      const [owner, reader] = [await personOf(other(), stage, 'Kim'), await personOf(other(), stage, 'Dr Ada')];
      const { elementId } = await shareNote(owner, reader);
      return { ...note, view: await viewOf(reader, elementId) };
    },
    mutate: ({ victim, view }) => victim.tamper(onElement(({ elementId }) => ({ ...view, elementId }))),
    act: openElement,
  }),
];

/** H35: what was signed for one instance, sent to another. */
export const elsewhere = (other: () => HostileServer) => [
  clientRow({
    id: 'H35',
    does: 'sends what its person signed for another instance',
    code: 'E_INSTANCE',
    defences: [OF_INSTANCE],
    setup: async (stage) => ({ here: await stage.actor('Kim'), there: await personOf(other(), stage, 'Kim') }),
    attack({ here, there }, stage) {
      const { profile } = servedTo(there).entry;
      return ask(stage, { method: 'POST', path: '/v1/accounts/me/profile', as: here, body: { profile } });
    },
    control: ({ here }) => answerOf(() => here.client.changeName('Kim B.')),
  }),
];
