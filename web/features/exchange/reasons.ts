import type { ImportProblem } from '@sealchart/sdk';
import type { Problem } from '../../worker/problem.ts';

/** Words of the SDK about entries, and the texts that say the same to people. The first that fits counts. */
const OF_ENTRIES = [
  ['large', /larger than/],
  ['deep', /nested deeper/],
  ['noResource', /^has no resource$/],
  ['broken', /^is not valid (?:JSON|UTF-8)$|^is no object$|surrogate/],
  ['unknownType', /no resource type of R4$/],
  ['noType', /^is missing$/],
  ['twice', /^occurs twice$/],
  ['wrongValue', /^is no .+ of R4$|, where .+ belongs$|^is null$|list in a list/],
] as const;

/** The same about files that cannot be read at all. */
const OF_FILES = [
  ['empty', /^it is empty$/],
  ['compressed', /compressed/],
  ['utf16', /UTF-16/],
  ['list', /^it is a list/],
  ['pdf', /PDF/],
  ['hl7', /HL7 version 2/],
  ['card', /health card/],
  ['cda', /C-CDA/],
  ['xml', /XML/],
  ['page', /web page/],
  ['short', /ends too early/],
  ['noType', /no resourceType/],
  ['changed', /file changed/],
  ['foreign', /no JSON object/],
] as const;

export type EntryReason = (typeof OF_ENTRIES)[number][0] | 'rule' | 'refused';
export type FileReason = (typeof OF_FILES)[number][0] | 'broken';

/** Why an entry was left out, as the name of a text. */
export function entryReason({ code, message }: Pick<ImportProblem, 'code' | 'message'>): EntryReason {
  if (code !== 'E_FHIR') return 'refused';
  return OF_ENTRIES.find(([, pattern]) => pattern.test(message))?.[0] ?? 'rule';
}

/** Why a whole file cannot be read, as the name of a text; undefined where the file is not to blame. */
export function fileReason({ code, detail = '' }: Problem): FileReason | undefined {
  if (code !== 'E_FHIR') return undefined;
  return OF_FILES.find(([, pattern]) => pattern.test(detail))?.[0] ?? 'broken';
}

const OF_KEPT = {
  'changed by somebody else since': 'changedByOther',
  'changed since': 'changed',
  'shared since': 'shared',
  'was shared meanwhile': 'wasShared',
  'a change of yours waits on this device': 'waits',
  'changed at this moment': 'changed',
} as const;

export type KeptReason = (typeof OF_KEPT)[keyof typeof OF_KEPT] | 'refused';

/** Why taking an import back left an entry alone, as the name of a text. */
export function keptReason(reason: string): KeptReason {
  return (OF_KEPT as Readonly<Record<string, KeptReason>>)[reason] ?? 'refused';
}
