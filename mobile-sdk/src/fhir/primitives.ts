/** What a JSON value of an R4 primitive must look like. */
export interface Primitive {
  readonly json: 'string' | 'number' | 'boolean';
  /** True when the decoded string, or the number's token as written, fits the type's pattern. */
  readonly accepts: (text: string) => boolean;
}

// The patterns are those of https://hl7.org/fhir/R4/datatypes.html. Where the published one could take exponential time
// (base64Binary) or means other white space in JavaScript than in XML Schema (\s and \S), a linear equivalent stands here.

const YEAR = '([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)';
const MONTH = '(0[1-9]|1[0-2])';
const DAY = '(0[1-9]|[1-2][0-9]|3[0-1])';
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?';
const ZONE = '(Z|(\\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

/** "Strings SHALL NOT contain Unicode character points below 32, except for u0009, u000D and u000A." */
const CONTROL = /[^\P{Cc}\t\n\r\u007F-\u009F]/u;
const WHITE_SPACE = /[ \t\n\r]/;
const LOOSE_WHITE_SPACE = /^[ \t\n\r]|[ \t\n\r]{2}|[ \t\n\r]$/;

/** Where the run of digits that begins at `from` ends. By hand: the stack of a regular expression grows with the text. */
function endOfDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end += 1;
  return end;
}

/** Of patterns that bound the length. */
const matching = (pattern: string) => {
  const whole = new RegExp(`^(?:${pattern})$`);
  return (text: string): boolean => whole.test(text);
};

/** Of patterns that bound the length but for the fraction of a second, of which one digit is as good as all. */
const matchingTime = (pattern: string) => {
  const isTime = matching(pattern);
  return (text: string): boolean => {
    const fraction = text.indexOf('.') + 1;
    const end = fraction === 0 ? 0 : endOfDigits(text, fraction);
    return isTime(end - fraction > 1 ? text.slice(0, fraction + 1) + text.slice(end) : text);
  };
};

/** `-?(0|[1-9][0-9]*)`, from the least integer that the type allows. */
const integerFrom =
  (least: '-' | '0' | '1') =>
  (text: string): boolean => {
    const digits = least === '-' && text.startsWith('-') ? text.slice(1) : text;
    if (digits === '0') return least !== '1';
    return digits !== '' && !digits.startsWith('0') && endOfDigits(digits, 0) === digits.length;
  };

const isText = (text: string): boolean => text !== '' && !CONTROL.test(text);
const isCode = (text: string): boolean => isText(text) && !LOOSE_WHITE_SPACE.test(text);
const isUri = (text: string): boolean => !WHITE_SPACE.test(text) && !CONTROL.test(text);

/** `urn:oid:[0-2](\.(0|[1-9][0-9]*))+`, without a group in a loop, whose stack grows with the text. */
const isOid = (text: string): boolean =>
  /^urn:oid:[0-2]\.[0-9]/.test(text) && !/[^0-9.]/.test(text.slice(9)) && !/\.0[0-9]|\.\.|\.$/.test(text);

/** `(\s*([0-9a-zA-Z\+/=]){4}\s*)+`: groups of four, white space only between them. */
function isBase64(text: string): boolean {
  let inGroup = 0;
  let groups = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) {
      if (inGroup !== 0) return false;
    } else if (isBase64Code(code)) {
      inGroup = (inGroup + 1) % 4;
      if (inGroup === 0) groups += 1;
    } else return false;
  }
  return inGroup === 0 && groups > 0;
}

const isBase64Code = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x2f && code <= 0x39) || code === 0x2b || code === 0x3d;

const text = (accepts: Primitive['accepts']): Primitive => ({ json: 'string', accepts });
const number = (accepts: Primitive['accepts']): Primitive => ({ json: 'number', accepts });

/** All primitive types of R4 by name. */
export const PRIMITIVES: ReadonlyMap<string, Primitive> = new Map<string, Primitive>([
  ['base64Binary', text(isBase64)],
  ['boolean', { json: 'boolean', accepts: () => true }],
  ['canonical', text(isUri)],
  ['code', text(isCode)],
  ['date', text(matching(`${YEAR}(-${MONTH}(-${DAY})?)?`))],
  ['dateTime', text(matchingTime(`${YEAR}(-${MONTH}(-${DAY}(T${TIME}${ZONE})?)?)?`))],
  // Every number of JSON fits the pattern of decimal.
  ['decimal', number(() => true)],
  ['id', text(matching('[A-Za-z0-9\\-\\.]{1,64}'))],
  ['instant', text(matchingTime(`${YEAR}-${MONTH}-${DAY}T${TIME}${ZONE}`))],
  ['integer', number(integerFrom('-'))],
  ['markdown', text(isText)],
  ['oid', text(isOid)],
  ['positiveInt', number(integerFrom('1'))],
  ['string', text(isText)],
  ['time', text(matchingTime(TIME))],
  ['unsignedInt', number(integerFrom('0'))],
  ['uri', text(isUri)],
  ['url', text(isUri)],
  ['uuid', text(matching('urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'))],
  ['xhtml', text(() => true)],
]);
