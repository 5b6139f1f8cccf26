import { clientRow } from '../harness/client-row.ts';
import { readManifests } from './client-acts.ts';
import { doneOf, shareNote } from './people.ts';

/** U04: a right that was withdrawn. */
export const withdrawn = [
  clientRow({
    id: 'U04',
    does: 'goes on reading right after its access was taken away',
    code: 'E_NOT_FOUND',
    defences: [{ module: 'api/src/modules/elements/element-reader.ts', check: 'isReader', body: 'return true;' }],
    async setup(stage) {
      const [owner, reader] = [await stage.actor('Kim'), await stage.actor('Mallory')];
      const [former, other] = [await shareNote(owner, reader), await shareNote(owner, reader)];
      doneOf(await owner.client.revoke([former.elementId], reader.account.accountId));
      return { reader, former: former.elementId, other: other.elementId };
    },
    attack: ({ reader, former }, stage) => readManifests(stage, reader, former),
    control: ({ reader, other }, stage) => readManifests(stage, reader, other),
  }),
];
