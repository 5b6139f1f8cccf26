import type { Actor, Stage } from '../harness/stage.ts';
import { clientRow } from '../harness/client-row.ts';
import { lootOf } from '../harness/outgoing.ts';
import { newestOf, sendForged } from './client-acts.ts';
import { writeNote } from './people.ts';

/** U09: two writers at once. */
export const concurrentWrites = [
  clientRow({
    id: 'U09',
    does: 'writes over a version that came in between',
    code: 'E_CONFLICT',
    defences: [{ module: 'protocol/src/statements/element-chain.ts', check: 'positionOf', body: "return 'successor';" }],
    async setup(stage) {
      const owner = await stage.actor('Kim');
      const elementId = await writeNote(owner);
      const before = await newestOf(stage, owner, elementId);
      await owner.client.open(elementId);
      await owner.client.update(elementId, { schema: 'text/plain', title: 'Night', body: 'sleeps well' });
      return { owner, elementId, before };
    },
    attack: ({ owner, elementId, before }, stage) => successor(stage, { owner, elementId, before }),
    control: async ({ owner, elementId }, stage) => successor(stage, { owner, elementId, before: await newestOf(stage, owner, elementId) }),
  }),
];

interface Place {
  readonly owner: Actor;
  readonly elementId: string;
  readonly before: Awaited<ReturnType<typeof newestOf>>;
}

/** A version by the owner behind this one. */
async function successor(stage: Stage, { owner, elementId, before }: Place) {
  const { accountId } = owner.account;
  const [identity] = (await lootOf(owner)).identities;
  if (!identity) throw new Error('an account without keys');
  const readers = [{ accountId, certificate: identity.certificate, role: 'owner' as const }];
  return sendForged(stage, owner, { elementId, recordId: accountId, readers, before });
}
