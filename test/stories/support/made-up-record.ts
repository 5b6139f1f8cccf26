/** A made-up patient's file, and what it says that nobody but its readers may see. */
export interface MadeUpRecord {
  readonly text: string;
  readonly entries: number;
  readonly allergies: number;
  readonly medications: number;
}

const FAMILY = 'Quillfeather';
const GIVEN = 'Zephyrine';
const ALLERGENS = ['Brazil nut protein Ber e 1', 'Latex of Hevea brasiliensis', 'Penicillin G benzathine'];
const DRUGS = ['Levothyroxine 75 MCG Oral Tablet', 'Metoprolol tartrate 25 MG Oral Tablet', 'Insulin glargine 100 UNT/ML Pen'];
const NOTES = ['Slept badly since the divorce; worried about money.', 'Asked not to tell her employer about the diagnosis.'];

/** A transaction bundle of `entries` resources: one patient, then allergies, medications and observations in turn. */
export function madeUpRecord(entries: number): MadeUpRecord {
  const patient = urn(0);
  const subject = { reference: patient };
  const resources = Array.from({ length: entries - 1 }, (_, i) => [allergy, medication, weight][i % 3]?.(i, subject) ?? '');
  const whole = [
    JSON.stringify({
      resourceType: 'Patient',
      name: [{ use: 'official', family: FAMILY, given: [GIVEN] }],
      address: [{ line: ['17 Marmalade Crescent'], city: 'Little Wigborough' }],
      birthDate: '1961-07-09',
    }),
    ...resources,
  ];
  const text = `{"resourceType":"Bundle","type":"transaction","entry":[${whole.map((resource, i) => entryOf(i, resource)).join(',\n')}]}`;
  const count = (rest: number): number => resources.filter((_, i) => i % 3 === rest).length;
  return { text, entries, allergies: count(0), medications: count(1) };
}

function allergy(i: number, patient: object): string {
  const code = { text: `Allergy to ${pick(ALLERGENS, i)}` };
  return JSON.stringify({ resourceType: 'AllergyIntolerance', patient, code, note: [{ text: `${pick(NOTES, i)} (${i})` }] });
}

function medication(i: number, subject: object): string {
  const medicationCodeableConcept = { text: `${pick(DRUGS, i)} no. ${i}` };
  return JSON.stringify({ resourceType: 'MedicationRequest', status: 'active', intent: 'order', subject, medicationCodeableConcept });
}

/** Written by hand: its number keeps a digit that JSON.stringify would drop. */
function weight(i: number, subject: object): string {
  const head = `"resourceType":"Observation","status":"final","code":{"text":"Body weight"},"subject":${JSON.stringify(subject)}`;
  return `{${head},"effectiveDateTime":"2024-03-${String((i % 28) + 1).padStart(2, '0')}","valueQuantity":{"value":${60 + (i % 30)}.50,"unit":"kg"}}`;
}

function entryOf(i: number, resource: string): string {
  return `{"fullUrl":"${urn(i)}","resource":${resource},"request":{"method":"POST","url":"x"}}`;
}

const urn = (i: number): string => `urn:uuid:00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
const pick = (list: readonly string[], i: number): string => list[Math.floor(i / 3) % list.length] ?? '';
