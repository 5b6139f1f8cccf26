import { membersOf } from './members.ts';
import { stringEnd } from './resource-walk.ts';

/** A number of JSON, and its parts. */
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_PARTS = /^(?<digits>[^eE]+)(?:[eE](?<sign>[+-]?)0*(?<exponent>\d*))?$/;
/** What is neither string nor number. */
const BETWEEN = /[^"\-0-9]+/y;

/**
 * A resource text in the one form that all texts of the same meaning share: no white space, keys in the order of their UTF-16 code units,
 * strings with the escapes of `JSON.stringify`. Numbers keep the digits that were written, because those tell how exactly something was
 * measured: 1.50 is not 1.5, while 1E+3 is 1e3. Undefined for what is not one JSON object that every reader understands alike.
 */
export function canonicalText(body: string): string | undefined {
  return membersOf(body) && written(JSON.parse(marked(body)));
}

/** The same JSON with an `s` in front of every string and key, and numbers as strings behind an `n`: no key is special and no digit is lost. */
function marked(text: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      const end = stringEnd(text, at);
      parts.push('"s', text.slice(at + 1, end));
      at = end;
      continue;
    }
    BETWEEN.lastIndex = NUMBER.lastIndex = at;
    const between = BETWEEN.exec(text)?.[0];
    const token = between ?? NUMBER.exec(text)?.[0] ?? '';
    parts.push(between ?? `"n${token}"`);
    // A token of no length cannot be in a text that `JSON.parse` has accepted.
    at += Math.max(token.length, 1);
  }
  return parts.join('');
}

function written(value: unknown): string {
  if (typeof value === 'string') return value.startsWith('n') ? numberText(value.slice(1)) : JSON.stringify(value.slice(1));
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key.slice(1))}:${written(member)}`).join(',')}}`;
}

function numberText(token: string): string {
  const { digits = token, sign = '', exponent = '' } = NUMBER_PARTS.exec(token)?.groups ?? {};
  return exponent === '' ? digits : `${digits}e${sign === '-' ? '-' : ''}${exponent}`;
}
