import type { ResourceFacts } from './facts.ts';
import { factsOf } from './facts-reading.ts';
import { noteOf } from './note-document.ts';
import { parsed } from './summary.ts';
import { isLoose, property, tidy } from './summary-text.ts';

/** UTF-8 bytes of the text by which an element is found. */
export const SEARCH_TEXT_BYTES = 2_048;
/** Values of a resource that are looked at; a hostile one has millions. */
const VISITS = 5_000;
/** What is read of an attachment that is text. */
const ATTACHMENT_CHARACTERS = 4_096;

/** Members whose text a person may remember. Narratives repeat, as markup, what stands in these. */
const READABLE = new Set([
  'display',
  'text',
  'title',
  'name',
  'description',
  'family',
  'given',
  'prefix',
  'conclusion',
  'comment',
  'patientInstruction',
  'valueString',
  'manufacturer',
  'lotNumber',
  'city',
]);

/** Of a resource's JSON text, what it can be found by; one line of at most `SEARCH_TEXT_BYTES`. Never throws. */
export function resourceSearchText(body: string, facts: ResourceFacts = factsOf(body)): string {
  const note = facts.resourceType === 'DocumentReference' ? noteOf(body) : undefined;
  if (note) return joinSearchText([note.title, note.text]);
  const values = facts.values.map(({ display, written, unit }) => [display, written, unit].filter((part) => part !== undefined).join(' '));
  const named = [facts.display, facts.valueText, facts.dose, facts.reason, facts.performer].filter((part) => part !== undefined);
  return joinSearchText([...named, ...values, ...readable(parsed(body)), ...facts.codes.map(({ code }) => code)]);
}

/** Parts in one line without repetition, cut at `SEARCH_TEXT_BYTES`. */
export function joinSearchText(parts: Iterable<string>): string {
  const seen = new Set<string>();
  let left = SEARCH_TEXT_BYTES;
  const encoder = new TextEncoder();
  for (const part of parts) {
    const line = lineOf(part);
    if (line === '' || seen.has(line)) continue;
    const { read, written } = encoder.encodeInto(line, new Uint8Array(left));
    // Also a last part is worth having that does not fit as a whole.
    seen.add(line.slice(0, read));
    left -= written + 1;
    if (read < line.length || left <= 0) break;
  }
  return [...seen].filter((line) => line !== '').join(' ');
}

/** As `tidy`, longer: text is cut before, so that no pattern runs over all of a hostile one. */
function lineOf(text: string): string {
  const words = text
    .slice(0, SEARCH_TEXT_BYTES)
    .toWellFormed()
    .split(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\s]+/u);
  return words.filter((word) => word !== '').join(' ');
}

/** Readable text anywhere in a resource, outer first. */
function* readable(resource: unknown): Generator<string, void, void> {
  let level: unknown[] = [resource];
  for (let visits = 0; level.length > 0;) {
    const next: unknown[] = [];
    for (const value of level) {
      if (Array.isArray(value)) for (const item of value.slice(0, VISITS)) next.push(item);
      if (!isLoose(value)) continue;
      for (const key of Object.keys(value).slice(0, VISITS)) {
        visits += 1;
        if (visits > VISITS) return;
        const inner = value[key];
        if (typeof inner === 'object') next.push(inner);
        else if (typeof inner === 'string' && READABLE.has(key)) yield inner;
        else if (key === 'data') yield attachedText(value);
      }
      for (const key of ['given', 'prefix']) {
        const names = property(value, key);
        if (Array.isArray(names)) yield names.flatMap((name) => (typeof name === 'string' ? (tidy(name) ?? []) : [])).join(' ');
      }
    }
    level = next.slice(0, VISITS);
  }
}

/** The beginning of an attachment that is plain text. */
function attachedText(attachment: unknown): string {
  const [type, data] = [property(attachment, 'contentType'), property(attachment, 'data')];
  if (typeof type !== 'string' || !type.startsWith('text/plain') || typeof data !== 'string') return '';
  try {
    const bytes = Uint8Array.from(atob(data.slice(0, ATTACHMENT_CHARACTERS)), (char) => char.charCodeAt(0));
    return new TextDecoder().decode(bytes, { stream: true });
  } catch {
    return '';
  }
}
