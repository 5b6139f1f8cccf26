import { oneLine } from '../terminal/escape.ts';
import { cutTo, padTo, widthOf } from '../terminal/width.ts';
import { labelOf, phraseOf } from './fhir-phrase.ts';
import { isTextObject, parseJsonText } from './json-text.ts';

/** Members of a resource that are told elsewhere, or say nothing to a person. */
const HIDDEN = new Set(['resourceType', 'id', 'meta', 'text', 'contained', 'extension', 'implicitRules', 'language']);

/** Columns of one fact; `--raw` has all of it. */
const FACT_COLUMNS = 300;

/** Values that a list of one fact shows. */
const FACT_VALUES = 12;

/** The facts of a FHIR resource, one a line, in the order in which its author wrote them; undefined when it is no resource. */
export function resourceLines(body: string): string[] | undefined {
  const resource = parseJsonText(body);
  if (!isTextObject(resource)) return undefined;
  const facts: { label: string; value: string }[] = [];
  for (const [name, value] of Object.entries(resource)) {
    if (HIDDEN.has(name) || name.startsWith('_')) continue;
    const label = name === 'modifierExtension' ? 'changed meaning' : labelOf(name);
    const values = Array.isArray(value) ? value.map((item) => phraseOf(item)) : [phraseOf(value)];
    const told = values.filter((phrase) => phrase !== '');
    for (const [i, phrase] of told.slice(0, FACT_VALUES).entries()) facts.push({ label: i === 0 ? label : '', value: phrase });
    if (told.length > FACT_VALUES) facts.push({ label: '', value: `and ${told.length - FACT_VALUES} more` });
  }
  const width = Math.max(0, ...facts.map(({ label }) => widthOf(oneLine(label))));
  return facts.map(({ label, value }) => `  ${padTo(oneLine(label), width)}  ${cutTo(oneLine(value), FACT_COLUMNS)}`);
}
