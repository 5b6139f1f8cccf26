import type { Reader } from '../../client-api/people.ts';
import { SealchartError, hasEnded } from '@sealchart/protocol';
import type { ElementsContext } from './context.ts';
import { requireNotErased } from './erased-element.ts';
import { knownElement } from './reading.ts';

/** Who reads an element by the newest manifest that this device verified. `E_NOT_FOUND`, `E_ERASED`. */
export async function readersOf({ session, directory }: ElementsContext, elementId: string): Promise<Reader[]> {
  await requireNotErased(session, elementId);
  const known = await knownElement(session, elementId);
  if (!known || known.gone) throw new SealchartError('E_NOT_FOUND');
  const { audience } = known.state;
  const people = await directory.persons(audience.map((entry) => entry.principal));
  const now = session.ports.clock.now();
  return audience.flatMap((entry) => {
    const { principal, role, until } = entry;
    const person = people.get(principal);
    if (!person) return [];
    const isSelf = principal === session.account.accountId;
    const terms = { role, ...(until === undefined ? {} : { until }), hasEnded: hasEnded(entry, now), history: entry.history === true };
    return [{ person, isSelf, ...terms }];
  });
}
