import type { Stage } from '../harness/stage.ts';
import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import { sdkWithout } from '../harness/sdk.ts';
import { answerOf, readManifests } from './client-acts.ts';
import { doneOf, shareNote } from './people.ts';

const IS_READER = { module: 'api/src/modules/elements/element-reader.ts', check: 'isReader', body: 'return true;' };
const RIGHT = { module: 'protocol/src/statements/element-chain.ts', check: 'checkAuthorRight' };
/** Everything by which a client of ours says so before it asks. */
const OWN_WORD = [
  RIGHT,
  { module: 'mobile-sdk/src/features/edits/edit-base.ts', check: 'isEditor', body: 'return true;' },
  { module: 'mobile-sdk/src/features/edits/sending.ts', check: 'requireEditor' },
];

const twoPeople = async (stage: Stage) => {
  const [owner, reader, stranger] = [await stage.actor('Kim'), await stage.actor('Dr Ada'), await stage.actor('Mallory')];
  return { stranger, ...(await shareNote(owner, reader)) };
};

/** U01: who may do what. Every route with every caller is the matrix in api/src/modules/authorisation.spec.ts. */
export const authorisation = [
  clientRow({
    id: 'U01',
    does: 'asks for an element that was never shared with it',
    code: 'E_NOT_FOUND',
    defences: [IS_READER],
    setup: twoPeople,
    attack: ({ stranger, elementId }, stage) => readManifests(stage, stranger, elementId),
    control: ({ reader, elementId }, stage) => readManifests(stage, reader, elementId),
  }),
  clientRow({
    id: 'U01',
    does: 'has no session',
    code: 'E_UNAUTHENTICATED',
    defences: [{ module: 'api/src/access/access.guard.ts', check: 'canActivate', body: 'return true;' }],
    setup: twoPeople,
    attack: (_, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me' }),
    control: ({ owner }, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', as: owner }),
  }),
  clientRow({
    id: 'U01',
    does: 'changes what it may only read, with its own check taken out',
    code: 'E_RIGHT',
    defences: [RIGHT],
    async setup(stage) {
      const { createClient } = await sdkWithout(OWN_WORD);
      const [owner, reader] = [await stage.actor('Kim'), await stage.actor('Mallory', { createClient })];
      const note = await shareNote(owner, reader);
      await reader.client.open(note.elementId);
      await owner.client.open(note.elementId);
      return note;
    },
    attack: ({ reader, elementId }) => answerOf(async () => doneOf([await reader.client.update(elementId, CHANGED)])),
    control: ({ owner, elementId }) => answerOf(async () => doneOf([await owner.client.update(elementId, CHANGED)])),
  }),
];

const CHANGED = { schema: 'text/plain', title: 'Night', body: 'sleeps well' };
