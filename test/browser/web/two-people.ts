import type { SealchartClient } from '@sealchart/sdk';
import type { Look } from './looks.ts';
import { programAt } from './program.ts';
import type { WebPerson } from './web-person.ts';
import type { WebStage } from './web-stage.ts';

/** Somebody with a browser, and with a program of theirs elsewhere. */
export interface Party {
  readonly web: WebPerson;
  readonly program: SealchartClient;
  readonly accountId: string;
}

/** Somebody whose account was made by a program elsewhere, with nothing open in the browser yet. */
export async function party(stage: WebStage, name: string, look: Look): Promise<Party> {
  const web = await stage.person(name, look);
  const program = programAt(stage.server.url);
  const { identifier, password } = web;
  const { accountId } = await program.register({ identifier, name, password, device: 'Elsewhere' });
  return { web, program, accountId };
}

/** A medication as a resource and as what is written in the record. */
export function medication(text: string): { readonly schema: string; readonly title: string; readonly body: string } {
  const resource = {
    resourceType: 'MedicationStatement',
    status: 'active',
    medicationCodeableConcept: { text },
    subject: { reference: 'Patient/1' },
    effectiveDateTime: '2025-02-01',
  };
  return { schema: 'fhir/R4/MedicationStatement', title: text, body: JSON.stringify(resource) };
}
