import { property, wordsOf } from './summary-text.ts';

/** Components that a title names; a panel with more is read in full. */
const TITLE_COMPONENTS = 3;

/** A string that ends nowhere is one to the end of the text: looking for its end from each of its quotes would take hours where it is long. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * The value of JSON text with numbers as strings, so that 1.50 is shown as it was measured; undefined when the text is
 * no JSON or holds a string too long for the pattern.
 */
export function parseKeepingNumbers(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
  } catch {
    return undefined;
  }
}

/** The measured value of an Observation whose numbers are strings, with its unit, or those of its components; undefined where there is none. */
export function observedValue(observation: unknown): string | undefined {
  const own = valueWords(observation);
  if (own !== undefined) return own;
  const components = property(observation, 'component');
  if (!Array.isArray(components)) return undefined;
  const named = components.flatMap((component) => {
    const value = valueWords(component);
    return value === undefined ? [] : [`${wordsOf(property(component, 'code')) ?? ''} ${value}`.trim()];
  });
  return named.length === 0 ? undefined : named.slice(0, TITLE_COMPONENTS).join(', ');
}

function valueWords(holder: unknown): string | undefined {
  const value = (type: string): unknown => property(holder, `value${type}`);
  return (
    quantityWords(value('Quantity')) ??
    rangeWords(value('Range')) ??
    ratioWords(value('Ratio')) ??
    yesOrNo(value('Boolean')) ??
    ['CodeableConcept', 'String', 'Integer', 'DateTime', 'Time'].map((type) => wordsOf(value(type))).find((words) => words !== undefined)
  );
}

/** "< 1.50 mg/dL". */
function quantityWords(quantity: unknown): string | undefined {
  const number = wordsOf(property(quantity, 'value'));
  if (number === undefined) return undefined;
  const unit = wordsOf(property(quantity, 'unit')) ?? wordsOf(property(quantity, 'code'));
  return [wordsOf(property(quantity, 'comparator')), number, unit].filter((part) => part !== undefined).join(' ');
}

function rangeWords(range: unknown): string | undefined {
  const [low, high] = [quantityWords(property(range, 'low')), quantityWords(property(range, 'high'))];
  return low === undefined && high === undefined ? undefined : `${low ?? ''} – ${high ?? ''}`.trim();
}

function ratioWords(ratio: unknown): string | undefined {
  const [above, below] = [quantityWords(property(ratio, 'numerator')), quantityWords(property(ratio, 'denominator'))];
  return above === undefined || below === undefined ? undefined : `${above} / ${below}`;
}

function yesOrNo(value: unknown): string | undefined {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : undefined;
}
