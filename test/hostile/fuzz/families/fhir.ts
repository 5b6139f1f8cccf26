import { fromUtf8, utf8 } from '@sealchart/protocol';
import type { FhirItem } from '@sealchart/sdk';
import { readFhir, summarizeResource } from '@sealchart/sdk';
import { bodyOf, canonicalText, differencesOf, factsOf, membersOf, resourceSearchText, surveyFhir } from '@sealchart/sdk/testing';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { bytesOf, requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedBytes } from '../mutated-bytes.ts';
import { mutatedJson } from '../mutated-json.ts';

const PATIENT = {
  resourceType: 'Patient',
  id: 'p1',
  active: true,
  birthDate: '1970-01-31',
  name: [{ family: 'Moss', given: ['Ada', 'Gr\u00fc\u00dfe'] }],
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><b onclick="x()">Ada</b></div>' },
};
const OBSERVATION = {
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '718-7', display: 'Hemoglobin' }], text: 'Hemoglobin' },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: '2026-01-02T03:04:05+01:00',
  valueQuantity: { value: 13.5, unit: 'g/dL', system: 'http://unitsofmeasure.org', code: 'g/dL' },
  referenceRange: [{ low: { value: 12 }, high: { value: 16 } }],
  component: [{ code: { text: 'part' }, valueString: 'x' }],
};
const MEDICATION = {
  resourceType: 'MedicationRequest',
  id: 'm1',
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: { text: 'Ibuprofen 400 mg' },
  subject: { reference: 'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0' },
  dosageInstruction: [
    {
      text: '1-0-1',
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
    },
  ],
};
const RESOURCES = [PATIENT, OBSERVATION, MEDICATION];
const BUNDLE = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: RESOURCES.map((resource, i) => ({ fullUrl: `urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e${i}`, resource })),
};
const LINES = utf8(`${RESOURCES.map((resource) => JSON.stringify(resource)).join('\n')}\n`);
const WHOLE = utf8(JSON.stringify(BUNDLE));

const CHUNK = 7;

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  // Small pieces where it costs nothing: every border falls everywhere.
  const size = bytes.length < 4_096 ? CHUNK : Math.ceil(bytes.length / 3);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Reading {
  readonly items: readonly FhirItem[];
  readonly end: string;
}

async function readAll(source: Iterable<Uint8Array>): Promise<Reading> {
  const items: FhirItem[] = [];
  const reader = readFhir(source);
  for (;;) {
    const next = await reader.next();
    if (next.done === true) return { items, end: JSON.stringify(next.value) };
    items.push(next.value);
  }
}

/** An entry is JSON that every reader understands alike, and can be shown. */
function requireSound(item: FhirItem): void {
  requireTrue(item.kind === 'problem' || item.kind === 'entry', 'no item');
  if (item.kind === 'problem') return requireTrue(item.reason !== '' && item.path.length < 4_096, 'a problem without words');
  const value = JSON.parse(item.body) as { resourceType?: unknown };
  requireTrue(value.resourceType === item.resourceType, 'another type');
  const members = membersOf(item.body);
  requireTrue(members !== undefined, 'an entry that is no object');
  requireTrue(members === undefined || bodyOf(members).length > 0, 'no text');
  requireTrue(typeof summarizeResource(item.body).title === 'string', 'no summary');
}

/** The same items, however the source comes in pieces, and the same number of them in a look beforehand. */
async function readSource(bytes: Uint8Array): Promise<boolean> {
  let whole: Reading | undefined;
  try {
    whole = await readAll([bytes]);
  } finally {
    const { good, problemCount, failure } = await surveyFhir(chunksOf(bytes));
    requireTrue((failure === undefined) === (whole !== undefined), 'a look beforehand that says something else');
    if (whole) requireTrue(good + problemCount === whole.items.length, 'other items in a look beforehand');
  }
  whole.items.forEach(requireSound);
  const inPieces = await readAll(chunksOf(bytes));
  requireTrue(JSON.stringify(inPieces) === JSON.stringify(whole), 'other items in pieces');
  return whole.items.some(({ kind }) => kind === 'entry');
}

const files = (name: string, inputs: Family['inputs'], share: number): Family => ({
  name,
  inputs,
  refusals: ['E_FHIR'],
  share,
  read: (input) => readSource(typeof input === 'string' ? utf8(input.toWellFormed()) : bytesOf(input)),
});

/** Records of other programs: bundles, resources, one resource a line. */
export function fhirGroup(): Group {
  return {
    families: [
      files(
        'bundles',
        mutatedJson(BUNDLE, { ...BUNDLE, entry: [] }, { resourceType: 'List', status: 'current', mode: 'working', entry: [{ item: {} }] }),
        1,
      ),
      files('single resources', mutatedJson(...RESOURCES), 1),
      files(
        'lines of resources',
        fc.array(mutatedJson(...RESOURCES), { minLength: 2, maxLength: 5 }).map((lines) => lines.join('\n')),
        0.5,
      ),
      files('files of bytes', mutatedBytes(WHOLE, LINES, utf8(`\ufeff${fromUtf8(WHOLE)}`)), 1),
      {
        name: 'what is shown of a resource',
        inputs: mutatedJson(...RESOURCES),
        refusals: [],
        read: (input) => {
          const text = textOf(input);
          requireTrue(typeof summarizeResource(text).title === 'string', 'no summary');
          requireTrue(Array.isArray(factsOf(text).codes) && typeof resourceSearchText(text) === 'string', 'no facts');
          const content = { schema: 'fhir/R4/Observation', title: '', open: {} };
          const changes = differencesOf({ ...content, body: text }, { ...content, body: JSON.stringify(OBSERVATION) });
          requireTrue(Array.isArray(changes) && ['string', 'undefined'].includes(typeof canonicalText(text)), 'no differences');
          const members = membersOf(text);
          if (!members) return false;
          requireTrue(JSON.stringify([...(membersOf(bodyOf(members)) ?? [])]) === JSON.stringify([...members]), 'other members');
          return true;
        },
      },
    ],
  };
}
