/** One resource of a source that can be imported. */
export interface FhirEntry {
  readonly kind: 'entry';
  /** Position in `Bundle.entry` or among the lines with text, from 0; 0 for a single resource. The same in every reading of the same bytes. */
  readonly index: number;
  /** As written; absent where the entry has none. */
  readonly fullUrl?: string;
  /** One of the R4 resource types. */
  readonly resourceType: string;
  readonly id?: string;
  /** The resource's JSON text: number tokens, strings and key order as written, white space between tokens removed. */
  readonly body: string;
}

/**
 * Which rule is broken, as a stable name, for clients that have words of their own: beyond a limit (`large`, `deep`), nothing in it
 * (`noResource`), no JSON object in UTF-8 (`broken`), a type that R4 does not have or none (`unknownType`, `noType`), a key that occurs
 * twice (`twice`), a value that is not one of its element (`wrongValue`), or another one (`rule`).
 */
export type FhirRule = 'large' | 'deep' | 'noResource' | 'broken' | 'unknownType' | 'noType' | 'twice' | 'wrongValue' | 'rule';

/** One entry, or the frame around the entries, that breaks R4. */
export interface FhirProblem {
  readonly kind: 'problem';
  /** Position of the entry; absent where the Bundle around the entries is meant, which is not imported. */
  readonly index?: number;
  /** Where: `entry[3].resource.birthDate` in a Bundle, `birthDate` in a single resource, `line 4: birthDate` in NDJSON, empty for all of it. */
  readonly path: string;
  readonly rule: FhirRule;
  /** What is wrong, as a phrase that continues the path. Never holds a value of the record but the name of a type. */
  readonly reason: string;
  readonly fullUrl?: string;
  readonly resourceType?: string;
  readonly id?: string;
}

/** What a source yields: a bad entry is a value, so that the good ones stay importable. */
export type FhirItem = FhirEntry | FhirProblem;

/** What was read, known at the end of a source. */
export interface FhirSource {
  /** `ndjson`: one resource a line. */
  readonly form: 'bundle' | 'resource' | 'ndjson';
  /** `Bundle.type`, where the Bundle says it. */
  readonly bundleType?: string;
  /** Entries, good and bad. */
  readonly items: number;
}

/** Steps from the root of a source to a place in it. */
export type FhirPath = readonly (string | number)[];

/** One broken rule and where. */
export interface Flaw {
  readonly path: FhirPath;
  readonly rule: FhirRule;
  readonly reason: string;
}

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** `entry[3].resource.name`; keys that are no names of elements are quoted, cut and freed of unprintable characters. */
export function pathText(path: FhirPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (PLAIN_KEY.test(step)) text += text === '' ? step : `.${step}`;
    else text += `["${step.slice(0, 64).replaceAll(/[^ !#-~]/g, '?')}"]`;
  }
  return text;
}
