import { SealchartError } from '@sealchart/protocol';

/** Why a whole file cannot be read, as a stable name, for clients that have words of their own; `broken` is any other fault of its text. */
export type FileKind =
  | 'empty'
  | 'compressed'
  | 'utf16'
  | 'list'
  | 'pdf'
  | 'hl7'
  | 'card'
  | 'cda'
  | 'xml'
  | 'page'
  | 'short'
  | 'noType'
  | 'changed'
  | 'foreign'
  | 'broken';

/** `E_FHIR` for a whole file: an issue whose path is the kind, and the same in English words. */
export function fileRefusal(kind: FileKind, detail: string): SealchartError {
  return new SealchartError('E_FHIR', { detail, issues: [{ path: kind, message: detail }] });
}

/** Whether an error is the refusal of a file of this kind. */
export function isOfKind({ code, issues }: SealchartError, kind: FileKind): boolean {
  return code === 'E_FHIR' && issues.some(({ path }) => path === kind);
}
