import { clientRow } from '../harness/client-row.ts';
import { answerOf } from './client-acts.ts';
import { writeNote } from './people.ts';

/** U07: quotas and automation. */
export const quotas = [
  clientRow({
    id: 'U07',
    does: 'fills a record beyond what it may hold',
    code: 'E_QUOTA',
    defences: [{ module: 'api/src/modules/elements/record-room.ts', check: '#require' }],
    env: { RECORD_ELEMENTS: '2' },
    async setup(stage) {
      const [greedy, other] = [await stage.actor('Mallory'), await stage.actor('Kim')];
      for (const owner of [greedy, greedy, other]) await writeNote(owner);
      return { greedy, other };
    },
    attack: ({ greedy }) => answerOf(() => writeNote(greedy)),
    control: ({ other }) => answerOf(() => writeNote(other)),
  }),
];
