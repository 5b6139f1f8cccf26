import type { FhirRule, FileKind, ImportProblem } from '@sealchart/sdk';
import type { Problem } from '../../worker/problem.ts';

/** Why an entry was left out, as the name of a text; `refused`: the code of the refusal says it. */
export function entryReason({ code, rule = 'rule' }: Pick<ImportProblem, 'code' | 'rule'>): FhirRule | 'refused' {
  return code === 'E_FHIR' ? rule : 'refused';
}

/** All kinds of files that are none, each with a text. */
const FILE_KINDS: Readonly<Record<FileKind, true>> = {
  empty: true,
  compressed: true,
  utf16: true,
  list: true,
  pdf: true,
  hl7: true,
  card: true,
  cda: true,
  xml: true,
  page: true,
  short: true,
  noType: true,
  changed: true,
  foreign: true,
  broken: true,
};

const isFileKind = (text: string): text is FileKind => Object.hasOwn(FILE_KINDS, text);

/** Why a whole file cannot be read, as the name of a text; undefined where the file is not to blame. */
export function fileReason({ code, issues = [] }: Problem): FileKind | undefined {
  if (code !== 'E_FHIR') return undefined;
  return issues.map(({ path }) => path).find(isFileKind) ?? 'broken';
}
