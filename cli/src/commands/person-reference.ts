import { SealchartError, normaliseIdentifier } from '@sealchart/protocol';
import type { OwnAccount, Person, SealchartClient } from '@sealchart/sdk';

/** What stands for oneself. */
export const ME = 'me';

/** True for what can only mean a person: an address, an account id, or `me`. */
export function isPersonReference(reference: string): boolean {
  return reference === ME || reference.includes('@') || reference.startsWith('acc_');
}

/** Asks the server for the address, or looks among the people this device knows for the id. */
export async function lookUpPerson(client: SealchartClient, reference: string): Promise<Person> {
  if (reference.includes('@')) return client.findPerson(normaliseIdentifier(reference));
  return knownPerson(await client.people(), reference);
}

/** As `lookUpPerson`, but an address that this device knows is not asked for again, so that it works without the server. */
export async function rememberPerson(client: SealchartClient, reference: string): Promise<Person> {
  if (!reference.includes('@')) return lookUpPerson(client, reference);
  const identifier = normaliseIdentifier(reference);
  const known = (await client.people()).filter((person) => person.identifier === identifier);
  const [only] = known;
  return only && known.length === 1 ? only : client.findPerson(identifier);
}

/** A selection of people by what they are called in arguments; `all` is not among them. */
export async function accountIdOfReference(client: SealchartClient, account: OwnAccount, reference: string): Promise<string> {
  if (reference === ME || normaliseIdentifier(reference) === account.identifier || reference === account.accountId)
    return account.accountId;
  return (await rememberPerson(client, reference)).accountId;
}

function knownPerson(people: readonly Person[], reference: string): Person {
  if (!reference.startsWith('acc_')) {
    throw new SealchartError('E_USAGE', { detail: `"${reference}" is neither an e-mail address nor an account id (acc_…)` });
  }
  const found = people.filter((person) => person.accountId.startsWith(reference));
  const [only] = found;
  if (!only) throw new SealchartError('E_PERSON_UNKNOWN', { detail: `this device knows nobody whose id begins with ${reference}` });
  if (found.length > 1) throw new SealchartError('E_USAGE', { detail: `${found.length} people's ids begin with ${reference}` });
  return only;
}
