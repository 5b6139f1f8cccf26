/** A JSON value whose numbers are their digits as they were written: 1.50 stays 1.50. */
export type TextValue = string | boolean | null | readonly TextValue[] | TextObject;
export interface TextObject {
  readonly [name: string]: TextValue;
}

// The third parameter is the source text of the value (ECMAScript, JSON.parse source text access).
const reviver = (_name: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' ? (context?.source ?? String(value)) : value;

/** Reads JSON text; undefined when it is none. */
export function parseJsonText(text: string): TextValue | undefined {
  try {
    return JSON.parse(text, reviver) as TextValue;
  } catch {
    return undefined;
  }
}

export function isTextObject(value: TextValue | undefined): value is TextObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
