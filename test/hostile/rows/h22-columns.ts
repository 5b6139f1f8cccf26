import type { HostileServer, Stage } from '../harness/stage.ts';
import { variants } from '../harness/row.ts';
import { openElement } from './acts.ts';
import { SIGNATURE, contentCheck } from './checks.ts';
import { noteForVictim } from './people.ts';
import type { TwoPeople } from './statements.ts';
import { findAlice, twoPeople } from './statements.ts';

const note = async (stage: Stage) => ({ ...(await noteForVictim(stage)), records: stage.hostile.records });
type Note = Awaited<ReturnType<typeof note>>;

const people = async (stage: Stage) => ({ ...(await twoPeople(stage)), accounts: stage.hostile.accounts });
type People = TwoPeople & Pick<HostileServer, 'accounts'>;

/** Bytes of a stored statement, with another text in them. */
async function editStatement(
  collection: ReturnType<HostileServer['records']['collection']>,
  filter: { readonly _id: RegExp | string },
  edit: (text: string) => string,
): Promise<void> {
  const found = await collection.findOne(filter as object);
  if (!found) throw new Error('no such statement');
  const { buffer } = found['statement'] as { buffer: Uint8Array };
  const after = edit(Buffer.from(buffer).toString());
  if (after === Buffer.from(buffer).toString()) throw new Error('nothing was edited');
  await collection.updateOne({ _id: found._id }, { $set: { statement: Buffer.from(after) } });
}

/** H22: what the server keeps in the clear, changed where it lies. Every column of a record is tried in the spec of these rows. */
export const columns = [
  ...variants<Note>({ id: 'H22', moment: 'first contact', setup: note, act: openElement }, [
    {
      does: 'changes the open fields in its database',
      code: 'E_HASH',
      defences: [contentCheck('requireOpenFields')],
      mutate: async ({ records, elementId }) => {
        const filter = { _id: new RegExp(`^${elementId}`) } as object;
        const { modifiedCount } = await records.collection('elementcontents').updateOne(filter, { $set: { open: { favourite: true } } });
        if (modifiedCount !== 1) throw new Error('nothing was edited');
      },
    },
    {
      does: 'changes in its database when something was written',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: ({ records, elementId }) =>
        editStatement(records.collection('elementversions'), { _id: new RegExp(`^${elementId}`) }, (text) =>
          text.replace(/"authoredAt":"\d{4}/, '"authoredAt":"1999'),
        ),
    },
  ]),
  ...variants<People>({ id: 'H22', moment: 'first contact', setup: people, act: findAlice }, [
    {
      does: 'changes the name of a person in its database',
      code: 'E_SIGNATURE',
      defences: [SIGNATURE],
      mutate: ({ accounts, ofAlice }) =>
        editStatement(accounts.collection('profiles'), { _id: ofAlice.accountId }, (text) =>
          text.replace('"name":"Alice"', '"name":"Mallory"'),
        ),
    },
  ]),
];
