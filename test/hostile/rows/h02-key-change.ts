import { row } from '../harness/row.ts';
import { shareWithDoctor } from './acts.ts';
import { doneOf, writeNote } from './people.ts';

/** H02: another key for somebody whom this device knows. */
export const keyChange = [
  row({
    id: 'H02',
    does: 'has the old key of a known person, and shows a successor that it signed with it between two shares',
    moment: 'after pinning',
    code: 'E_KEY_CHANGED',
    defences: [{ module: 'mobile-sdk/src/features/directory/continuity.ts', check: 'continuityOf', body: "return 'continuous';" }],
    async setup(stage) {
      const [victim, doctor] = [await stage.victim('Kim'), await stage.actor('Dr Ada')];
      const stolen = await stage.actor('Dr Ada', { identifier: doctor.identifier, login: doctor.password });
      const thief = { ...stolen, password: `the password of a thief ${crypto.randomUUID()}` };
      const { accountId } = await victim.client.findPerson(doctor.identifier);
      const [first, second] = [await writeNote(victim), await writeNote(victim)];
      doneOf(await victim.client.share([first], accountId, { role: 'viewer' }));
      return { victim, doctor, attackers: [thief], stolen, thief, elementId: second };
    },
    mutate: async ({ stolen, thief }) => {
      await thief.client.secure({ password: stolen.password, newPassword: thief.password });
    },
    act: shareWithDoctor,
    // The person is told of the other key from then on; the pin stands beside it.
    mayKeep: /^person\//,
  }),
];
