import type { Reader } from '../../client-api.ts';
import { SealchartError } from '@sealchart/protocol';
import type { ElementsContext } from './context.ts';
import { knownElement } from './reading.ts';

/** Who reads an element by the newest manifest that this device verified. `E_NOT_FOUND`. */
export async function readersOf({ session, directory }: ElementsContext, elementId: string): Promise<Reader[]> {
  const known = await knownElement(session, elementId);
  if (!known || known.gone) throw new SealchartError('E_NOT_FOUND');
  const { audience } = known.state;
  const people = await directory.persons(audience.map((entry) => entry.principal));
  return audience.flatMap(({ principal, role }) => {
    const person = people.get(principal);
    return person ? [{ person, role, isSelf: principal === session.account.accountId }] : [];
  });
}
