import type { FileKind } from './file-kind.ts';

/** What a source is instead of FHIR JSON. */
export interface Foreign {
  readonly kind: FileKind;
  /** The same in English words. */
  readonly sentence: string;
}

const COMPRESSED: Foreign = { kind: 'compressed', sentence: 'it is compressed; unpack it first' };
const UTF_16: Foreign = { kind: 'utf16', sentence: 'it is text in UTF-16; save it as UTF-8' };
/** What is none of the formats that are known here. */
export const NO_OBJECT: Foreign = { kind: 'foreign', sentence: 'it is no JSON object' };
const CARD: Foreign = { kind: 'card', sentence: 'it is a signed health card; only FHIR R4 as JSON can be read' };

/** First bytes, as Latin-1. */
const BEGINNINGS: readonly (readonly [bytes: string, foreign: Foreign])[] = [
  ['\u001F\u008B', COMPRESSED],
  ['PK\u0003\u0004', COMPRESSED],
  ['\u00FF\u00FE', UTF_16],
  ['\u00FE\u00FF', UTF_16],
  ['[', { kind: 'list', sentence: 'it is a list; a file holds one Bundle or one resource' }],
  ['%PDF', { kind: 'pdf', sentence: 'it is a PDF; only FHIR R4 as JSON can be read' }],
  ['MSH|', { kind: 'hl7', sentence: 'it is an HL7 version 2 message; only FHIR R4 as JSON can be read' }],
  ['eyJ', CARD],
  ['shc:', CARD],
];

/** What an XML text holds in its first lines, most telling first. */
const XML: readonly (readonly [sign: RegExp, foreign: Foreign])[] = [
  [/<(?:\w+:)?ClinicalDocument[\s>]/, { kind: 'cda', sentence: 'it is a C-CDA document (XML); only FHIR R4 as JSON can be read' }],
  [/http:\/\/hl7\.org\/fhir/, { kind: 'xml', sentence: 'it is FHIR as XML; only the JSON form can be read' }],
  [/^<(?:!doctype html|html)/i, { kind: 'page', sentence: 'it is a web page; perhaps a login page was saved in place of the record' }],
  [/^/, { kind: 'xml', sentence: 'it is XML; only FHIR R4 as JSON can be read' }],
];

/** Says what a source is whose first byte is no `{`; `bytes` begin there. */
export function describeForeign(bytes: Uint8Array): Foreign {
  const text = String.fromCharCode(...bytes.subarray(0, 2_048));
  const signs = text.startsWith('<') ? XML.filter(([sign]) => sign.test(text)) : BEGINNINGS.filter(([start]) => text.startsWith(start));
  return signs[0]?.[1] ?? NO_OBJECT;
}
