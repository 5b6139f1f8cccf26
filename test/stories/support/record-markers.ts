import { utf8 } from '@sealchart/protocol';
import type { Marker } from './marker-forms.ts';

/** Members of FHIR resources that hold what people wrote, names included. */
const TELLING = new Set(['family', 'given', 'text', 'display', 'div', 'line', 'city', 'comment', 'description']);

/** Shorter texts are words like "Mr." that stand anywhere; longer ones are looked for by their beginning. */
const LEAST_CHARACTERS = 6;
const MOST_CHARACTERS = 60;

/** Names, drugs, notes and whatever else a FHIR file says in words, each once. */
export function markersOfRecord(fhir: string): Marker[] {
  const found = new Set<string>();
  collect(JSON.parse(fhir), false, found);
  return [...found].map((text, i) => ({ name: `text ${i} of the file`, bytes: utf8(text) }));
}

function collect(value: unknown, isTelling: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    const text = value.slice(0, MOST_CHARACTERS);
    if (isTelling && text.length >= LEAST_CHARACTERS && text.isWellFormed()) found.add(text);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, isTelling, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) collect(member, TELLING.has(name), found);
  }
}
