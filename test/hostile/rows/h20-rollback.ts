import { row } from '../harness/row.ts';
import { onElement, viewOf } from './answers.ts';
import { noteForVictim } from './people.ts';

/** H20: an older version of an element, genuine as it is. */
export const rollback = [
  row({
    id: 'H20',
    does: 'serves an older version to the device that has seen a newer one',
    moment: 'after pinning',
    code: 'E_ROLLBACK',
    defences: [{ module: 'mobile-sdk/src/features/elements/manifest-checks.ts', check: 'requireNewest' }],
    async setup(stage) {
      const note = await noteForVictim(stage);
      const { owner, victim, elementId } = note;
      const older = await viewOf(victim, elementId);
      await owner.client.open(elementId);
      await owner.client.update(elementId, { schema: 'text/plain', title: 'Night', body: 'sleeps well' });
      await victim.client.open(elementId);
      return { ...note, older };
    },
    mutate: ({ victim, older }) => victim.tamper(onElement(() => ({ ...older, chain: [] }))),
    act: ({ victim, elementId }) => victim.client.open(elementId),
  }),
];
