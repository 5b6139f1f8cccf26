import type { Draft } from '@sealchart/sdk';

type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string };
/** Gives the hostile text of a field by its name. */
export type HostileText = (field: string) => string;

const asDraft = (resource: Resource): Draft => ({
  schema: `fhir/R4/${resource.resourceType}`,
  title: '',
  body: JSON.stringify(resource),
});

/** FHIR resources in which every field that takes a text has a hostile one; `narrative` is the markup of a stranger. */
export function hostileResources(text: HostileText, narrative: string): readonly Draft[] {
  const concept = (field: string) => ({
    coding: [{ system: text(`${field}-system`), code: text(`${field}-code`), display: text(`${field}-display`) }],
    text: text(field),
  });
  const common = {
    id: 'a',
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${narrative}</div>` },
    identifier: [{ system: text('identifier-system'), value: text('identifier') }],
    note: [{ text: text('note'), authorString: text('note-author') }],
  };
  const person = { reference: `Practitioner/${text('reference')}`, display: text('reference-display') };
  const measured = (date: string, value: number) => ({
    resourceType: 'Observation',
    ...common,
    status: 'final',
    code: concept('code'),
    effectiveDateTime: date,
    performer: [person],
    valueQuantity: { value, unit: text('unit'), system: text('unit-system'), code: text('unit-code') },
    interpretation: [concept('interpretation')],
    referenceRange: [{ text: text('range') }],
  });
  return [
    measured('2025-01-01', 5),
    measured('2025-02-01', 6),
    { resourceType: 'Observation', ...common, status: text('status'), code: concept('code'), effectiveDateTime: text('date') },
    {
      resourceType: 'MedicationStatement',
      ...common,
      status: 'active',
      medicationCodeableConcept: concept('medication'),
      effectiveDateTime: '2025-02-01',
      dosage: [{ text: text('dosage') }],
      reasonCode: [concept('reason')],
    },
    {
      resourceType: 'AllergyIntolerance',
      ...common,
      criticality: 'high',
      code: concept('allergy'),
      reaction: [{ manifestation: [concept('manifestation')], severity: text('severity') }],
    },
    { resourceType: 'Condition', ...common, code: concept('condition'), clinicalStatus: concept('clinical'), onsetString: text('onset') },
    {
      resourceType: 'DocumentReference',
      ...common,
      status: 'current',
      description: text('description'),
      content: [
        { attachment: { contentType: 'text/html', url: 'javascript:alert(1)', title: text('file-name'), data: btoa(narrative) } },
        { attachment: { contentType: text('media-type'), url: text('address'), title: 'picture.svg' } },
      ],
    },
    {
      resourceType: 'Patient',
      ...common,
      name: [{ family: text('family'), given: [text('given')] }],
      telecom: [{ system: 'url', value: 'javascript:alert(1)' }],
      address: [{ line: [text('line')], city: text('city') }],
      photo: [{ contentType: 'image/svg+xml', data: btoa(narrative) }],
      [text('member')]: text('member-value'),
    },
  ].map(asDraft);
}

/** Names that every object has, where a code, a unit or a type belongs. */
const INHERITED = ['constructor', '__proto__', 'toString'];

/** Resources that no form makes: what is looked up by them is not there, what is computed with them has no end. */
export function strangeResources(): readonly Draft[] {
  const inherited = INHERITED.flatMap((name) => [
    asDraft({
      resourceType: 'Observation',
      status: name,
      code: { coding: [{ system: 'http://loinc.org', code: name }] },
      effectiveDateTime: '2025-03-01',
      valueQuantity: { value: 5, unit: name, system: 'http://unitsofmeasure.org', code: 'mg/dL' },
      interpretation: [{ coding: [{ code: name }] }],
      [name]: { [name]: name },
    }),
    asDraft({ resourceType: 'Condition', code: { text: name }, severity: { text: name }, subject: { reference: `${name}/1`, type: name } }),
    { schema: `fhir/R4/${name}`, title: name, body: `{"resourceType":"${name}","status":"${name}"}` },
  ]);
  const numbers = ['-5e-324', '5e-324', '1e308', '-1e308', '1e999', '1'.repeat(30) + '.12345'].map((written, place) => ({
    schema: 'fhir/R4/Observation',
    title: '',
    body: `{"resourceType":"Observation","status":"final","code":{"text":"Edge ${place < 2 ? 0 : 1}"},"effectiveDateTime":"2025-0${place + 1}-01","valueQuantity":{"value":${written},"unit":"x"},"referenceRange":[{"low":{"value":-1e308,"unit":"x"},"high":{"value":1e308,"unit":"x"}}]}`,
  }));
  const dates = ['2025-13-45', '0000-00-00', '+275760-09-13', '9999-12-31T23:59:60Z', 'T', '2025-02-30T25:61:61Z'].map((date) =>
    asDraft({
      resourceType: 'Observation',
      code: { text: 'Dated' },
      effectiveDateTime: date,
      effectivePeriod: { start: date, end: date },
      valueQuantity: { value: 1, unit: 'x' },
    }),
  );
  return [...inherited, ...numbers, ...dates];
}

/** Bodies that are no sound resources, each made to keep its reader busy. */
export function endlessBodies(): readonly Draft[] {
  const bodies = {
    'A string without end': `{"a":"${'\\"'.repeat(500_000)}`,
    'Nested without end': `{"resourceType":"Observation","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'Nested deep': `{"resourceType":"Observation","a":${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}}`,
    'Many members': `{"resourceType":"Observation",${Array.from({ length: 5_000 }, (_, place) => `"m${place}":"x"`).join(',')}}`,
    'No object': '"text"',
    Nothing: '',
  };
  return Object.entries(bodies).map(([title, body]) => ({ schema: 'fhir/R4/Observation', title, body }));
}
