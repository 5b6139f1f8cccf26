const COMPRESSED = 'it is compressed; unpack it first';
const UTF_16 = 'it is text in UTF-16; save it as UTF-8';

/** First bytes, as Latin-1. */
const BEGINNINGS: readonly (readonly [bytes: string, sentence: string])[] = [
  ['\u001F\u008B', COMPRESSED],
  ['PK\u0003\u0004', COMPRESSED],
  ['\u00FF\u00FE', UTF_16],
  ['\u00FE\u00FF', UTF_16],
  ['[', 'it is a list; a file holds one Bundle or one resource'],
  ['%PDF', 'it is a PDF; only FHIR R4 as JSON can be read'],
  ['MSH|', 'it is an HL7 version 2 message; only FHIR R4 as JSON can be read'],
  ['eyJ', 'it is a signed health card; only FHIR R4 as JSON can be read'],
  ['shc:', 'it is a signed health card; only FHIR R4 as JSON can be read'],
];

/** What an XML text holds in its first lines, most telling first. */
const XML: readonly (readonly [sign: RegExp, sentence: string])[] = [
  [/<(?:\w+:)?ClinicalDocument[\s>]/, 'it is a C-CDA document (XML); only FHIR R4 as JSON can be read'],
  [/http:\/\/hl7\.org\/fhir/, 'it is FHIR as XML; only the JSON form can be read'],
  [/^<(?:!doctype html|html)/i, 'it is a web page; perhaps a login page was saved in place of the record'],
  [/^/, 'it is XML; only FHIR R4 as JSON can be read'],
];

/** Says what a source is whose first byte is no `{`; `bytes` begin there. */
export function describeForeign(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 2_048));
  const signs = text.startsWith('<') ? XML.filter(([sign]) => sign.test(text)) : BEGINNINGS.filter(([start]) => text.startsWith(start));
  return signs[0]?.[1] ?? 'it is no JSON object';
}
