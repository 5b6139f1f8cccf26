import { clientRow } from '../harness/client-row.ts';
import { ask } from '../harness/raw-request.ts';
import type { Stage } from '../harness/stage.ts';
import { VALIDATION, lookUp } from './client-acts.ts';

const person = (stage: Stage) => stage.actor('Mallory');

/** U02: fields that are nobody's to write. Every place of every body is tried in api/src/modules/authorisation-input.spec.ts. */
export const fields = [
  clientRow({
    id: 'U02',
    does: 'sends a field beside those that a request has',
    code: 'E_REQUEST',
    defences: [VALIDATION],
    setup: person,
    attack: (as, stage) => lookUp(stage, as, { identifier: as.identifier, role: 'owner' }),
    control: (as, stage) => lookUp(stage, as, { identifier: as.identifier }),
  }),
  clientRow({
    id: 'U02',
    does: 'sends what is to be sealed as a field in the clear',
    code: 'E_PLAINTEXT',
    defences: [VALIDATION],
    setup: person,
    attack: (as, stage) => lookUp(stage, as, { identifier: as.identifier, title: 'Allergy to penicillin' }),
    control: (as, stage) => ask(stage, { method: 'GET', path: '/v1/accounts/me', as }),
  }),
];
