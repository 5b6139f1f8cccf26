import type { DirectoryEntry, SignedStatement } from '@sealchart/protocol';
import { ACCOUNT_EVENT, AccountRotate, parseStatement } from '@sealchart/protocol';
import type { AccountState } from '@sealchart/sdk/testing';
import { forgeState, signStatement } from '@sealchart/sdk/testing';
import { row } from '../harness/row.ts';
import type { Stage } from '../harness/stage.ts';
import type { OnElement } from './acts.ts';
import { catchUp, findDoctor, shareWithDoctor } from './acts.ts';
import { SIGNATURE } from './account-checks.ts';
import type { StolenAccount } from './accounts.ts';
import { acceptWrites, anyOf, knownDevice, onSync, stolenFrom } from './accounts.ts';
import { onEntry } from './answers.ts';
import { writeNote } from './people.ts';

/** The account with a link to the key of somebody else, who signed it in the place of its own. */
async function withRogueKey(account: StolenAccount, thief: StolenAccount): Promise<AccountState> {
  const [identity] = thief.identities;
  if (!identity) throw new Error('no identity');
  const at = Date.now();
  const forged = await forgeState(account.instanceId, account, account, { plan: { rotation: { identity, cause: 'routine' }, at } });
  const [rotate, bundle] = forged.entry.events.slice(-2) as [SignedStatement, SignedStatement];
  const { value } = await parseStatement(AccountRotate, ACCOUNT_EVENT, account.instanceId, rotate);
  const rogue = await signStatement(identity, at, AccountRotate, value);
  return { ...forged, entry: { ...forged.entry, events: [...account.entry.events, rogue.signed, bundle] } };
}

/** The victim, a doctor, and somebody whose key the server has. */
async function withDoctor(stage: Stage) {
  const [victim, doctor, thief] = [await stage.victim('Kim'), await stage.actor('Dr Ada'), await stage.actor('Eve')];
  const { entry } = await withRogueKey(await stolenFrom(doctor), await stolenFrom(thief));
  return { victim, doctor, attackers: [thief], rogue: entry };
}

const serve = ({ victim, rogue }: { readonly rogue: DirectoryEntry } & Pick<Awaited<ReturnType<typeof withDoctor>>, 'victim'>): void =>
  victim.tamper(
    anyOf(
      onEntry((entry) => (entry.accountId === rogue.accountId ? rogue : entry)),
      acceptWrites,
    ),
  );

/** H09: a link of an account's chain that none of its keys signed. */
export const unsignedLink = [
  row({
    id: 'H09',
    does: 'adds a key of its own to the own account, by a link that none of its keys signed',
    moment: 'after pinning',
    code: 'E_SELF_KEY_UNKNOWN',
    defences: [SIGNATURE],
    async setup(stage) {
      const owner = await knownDevice(stage);
      const thief = await stage.actor('Eve');
      return { ...owner, attackers: [thief], thief: await stolenFrom(thief) };
    },
    mutate: async ({ victim, stolen, thief }) => victim.tamper(await onSync(await withRogueKey(stolen, thief))),
    act: catchUp,
  }),
  row({
    id: 'H09',
    does: 'adds a bundle to the own account, by a link that somebody else signed',
    moment: 'after pinning',
    code: 'E_SELF_KEY_UNKNOWN',
    defences: [SIGNATURE],
    async setup(stage) {
      const owner = await knownDevice(stage);
      const thief = await stage.actor('Eve');
      return { ...owner, attackers: [thief], thief: await stolenFrom(thief) };
    },
    async mutate({ victim, stolen, thief }) {
      const [signer] = thief.identities;
      victim.tamper(await onSync(await forgeState(stolen.instanceId, stolen, stolen, signer ? { signer } : {})));
    },
    act: catchUp,
  }),
  row({
    id: 'H09',
    does: 'adds a key of its own to a person, by a link that none of their keys signed',
    moment: 'first contact',
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    setup: withDoctor,
    mutate: serve,
    act: findDoctor,
  }),
  row<Awaited<ReturnType<typeof withDoctor>> & OnElement>({
    id: 'H09',
    does: 'adds a key of its own to a known person, by a link that none of their keys signed',
    moment: 'after pinning',
    code: 'E_SIGNATURE',
    defences: [SIGNATURE],
    async setup(stage) {
      const met = await withDoctor(stage);
      await findDoctor(met);
      return { ...met, elementId: await writeNote(met.victim) };
    },
    mutate: serve,
    act: shareWithDoctor,
  }),
];
