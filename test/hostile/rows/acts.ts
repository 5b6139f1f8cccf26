import type { RecoveryKit } from '@sealchart/sdk';
import type { Actor } from '../harness/stage.ts';
import { doneOf } from './people.ts';
import { logIn, logInUntouched } from './accounts.ts';

// What a victim does in a row. Each has a name, by which the rows that a page can play are found.

interface Victim {
  readonly victim: Actor;
}

/** What a person does with an element that they know of. */
export interface OnElement extends Victim {
  readonly elementId: string;
}

/** Somebody to share with. */
export interface WithDoctor extends Victim {
  readonly doctor: Actor;
}

/** An element that a server slipped in. */
interface OnPlanted extends Victim {
  readonly plantedId: string;
}

/** Somebody who forgot the password, or wants another one. */
interface WithNewPassword extends Victim {
  readonly newPassword: string;
}

interface WithKit extends WithNewPassword {
  readonly kit: RecoveryKit;
}

/** What `writeOn` writes. */
export const NEXT = { schema: 'text/plain', title: 'Night', body: 'sleeps well' };

export const openElement = ({ victim, elementId }: OnElement) => victim.client.open(elementId);

export const openFirstVersion = ({ victim, elementId }: OnElement) => victim.client.openVersion(elementId, 1);

export const viewHistory = ({ victim, elementId }: OnElement) => victim.client.history(elementId);

export const writeOn = async ({ victim, elementId }: OnElement) => doneOf([await victim.client.update(elementId, NEXT)]);

export const viewErased = ({ victim }: Victim) => victim.client.erased();

/** What somebody does first who wants to share with a doctor. */
export const findDoctor = ({ victim, doctor }: WithDoctor) => victim.client.findPerson(doctor.identifier);

export const shareWithDoctor = async ({ victim, doctor, elementId }: OnElement & WithDoctor) =>
  doneOf(await victim.client.share([elementId], doctor.account.accountId, { role: 'viewer' }));

/** Brings the device up to date. */
export const catchUp = ({ victim }: Victim) => victim.client.sync();

/** The same; rejects with what was refused of this element on the way. */
export const catchUpOn = ({ victim, elementId }: OnElement) => requireSynced(victim, elementId);
export const catchUpOnPlanted = ({ victim, plantedId }: OnPlanted) => requireSynced(victim, plantedId);

/** The same after a time without network; rejects with why what was written then could not be sent. It waits on. */
export async function comeHome({ victim: { client }, elementId }: OnElement): Promise<void> {
  const { sent } = await client.sync();
  const outcome = sent.find((one) => one.elementId === elementId);
  if (outcome?.ok !== false) return;
  const waiting = await client.waiting();
  if (!waiting.some((edit) => edit.elementId === elementId && edit.state === 'waiting')) throw new Error('what was written is gone');
  throw outcome.error;
}

/** Gets in with the password. */
export const enter = ({ victim }: Victim): Promise<unknown> => logIn(victim);
/** The same, of a login that must end before the password is stretched. */
export const enterUntouched = ({ victim }: Victim): Promise<unknown> => logInUntouched(victim);

/** Both where the person says that the password was changed elsewhere. */
export const enterAfterChange = ({ victim }: Victim): Promise<unknown> => logIn(victim, true);
export const enterAfterChangeUntouched = ({ victim }: Victim): Promise<unknown> => logInUntouched(victim, true);

/** Gets in with the whole kit. */
export const recover = ({ victim, kit, newPassword }: WithKit): Promise<unknown> =>
  victim.client.recover({ kit, identifier: victim.identifier, newPassword, device: 'a device' });

/** The same by address and words: then nobody is asked for settings before the new password is set. */
export const recoverTyped = ({ victim, kit, newPassword }: WithKit): Promise<unknown> =>
  victim.client.recover({ kit: { account: victim.identifier, words: kit.words.join(' ') }, newPassword, device: 'a device' });

export const changePassword = ({ victim, newPassword }: WithNewPassword) =>
  victim.client.changePassword({ password: victim.password, newPassword });

export const renewKeys = ({ victim }: Victim) => victim.client.rotate({ password: victim.password });

/** Brings the device up to date; throws what was refused of this element. What was refused is told as such, and lists show none of it. */
async function requireSynced({ client }: Actor, elementId: string): Promise<void> {
  const before = (await client.list()).find((one) => one.elementId === elementId);
  const { refused } = await client.sync();
  const found = refused.find((one) => one.elementId === elementId);
  if (!found) return;
  const shown = (await client.list()).find((one) => one.elementId === elementId);
  const told = (await client.refused()).find((one) => one.elementId === elementId);
  if (shown?.version !== before?.version || told?.code !== found.error.code) throw new Error('what was refused is shown, or not told');
  throw found.error;
}
