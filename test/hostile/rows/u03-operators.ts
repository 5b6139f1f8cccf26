import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import type { Stage } from '../harness/stage.ts';
import { VALIDATION, lookUp } from './client-acts.ts';

const person = (stage: Stage) => stage.actor('Mallory');

/** U03: questions to the database. Every string of every route is tried in api/src/modules/authorisation-input.spec.ts. */
export const operators = [
  clientRow({
    id: 'U03',
    does: 'asks the database a question in the place of an address',
    code: 'E_REQUEST',
    defences: [VALIDATION],
    setup: person,
    attack: (as, stage) => lookUp(stage, as, { identifier: { $gt: '' } }),
    control: (as, stage) => lookUp(stage, as, { identifier: as.identifier }),
  }),
  clientRow({
    id: 'U03',
    does: 'asks the database a question in a path',
    code: 'E_REQUEST',
    defences: [VALIDATION],
    setup: person,
    attack: (as, stage) => ask(stage, { method: 'GET', path: '/v1/elements/%7B%22$gt%22:%22%22%7D', as }),
    control: (as, stage) => ask(stage, { method: 'GET', path: '/v1/sessions', as }),
  }),
];
