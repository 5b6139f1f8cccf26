import { FHIR_PROBLEMS } from '@sealchart/protocol';
import type { ImportProblem, ImportReport } from '../../client-api/exchange.ts';
import type { FhirProblem } from '../../fhir/items.ts';
import type { FileSurvey } from './file-survey.ts';
import type { ChangedEntry, ImportJournal } from './import-journal.ts';

/** What a person is told about an import. */
export function reportOf(
  survey: FileSurvey,
  journal: ImportJournal,
  changed: readonly ChangedEntry[],
  { isResumed, isCancelled }: { readonly isResumed: boolean; readonly isCancelled: boolean },
): ImportReport {
  const { importId, fileHash, stored, identical, identicalByType, provenance } = journal;
  const refused: ImportProblem[] = journal.refused.map(({ index, code, message }) => ({
    code,
    index,
    path: placeOf(survey, index),
    message,
  }));
  const problems = [...survey.problems.map(toProblem), ...refused].sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
  return {
    importId,
    fileHash,
    total: survey.source.items,
    size: survey.size,
    subjects: survey.subjects,
    patients: survey.patients,
    imported: Object.values(stored).reduce((sum, count) => sum + count, 0),
    byType: stored,
    identical,
    identicalByType,
    changed,
    updated: changed.filter(({ done }) => done === 'updated').length,
    provenance,
    problems: problems.slice(0, FHIR_PROBLEMS),
    problemCount: survey.problemCount + refused.length,
    resumed: isResumed,
    cancelled: isCancelled,
  };
}

/** A line of NDJSON is told by its place among those with text: the survey keeps no table of millions of lines. */
function placeOf({ source }: FileSurvey, index: number): string {
  if (source.form === 'bundle') return `entry[${index}]`;
  return source.form === 'ndjson' ? `resource ${index + 1}` : '';
}

function toProblem({ index, path, rule, reason, resourceType, id }: FhirProblem): ImportProblem {
  return {
    code: 'E_FHIR',
    rule,
    ...(index === undefined ? {} : { index }),
    ...(resourceType === undefined ? {} : { resourceType }),
    ...(id === undefined ? {} : { id }),
    path,
    message: reason,
  };
}
