import { FHIR_PROBLEMS } from '@sealchart/protocol';
import type { ImportProblem, ImportReport } from '../../client-api/exchange.ts';
import type { FhirProblem } from '../../fhir/items.ts';
import type { FileSurvey } from './file-survey.ts';
import type { ImportJournal } from './import-journal.ts';

/** What a person is told about an import. */
export function reportOf(survey: FileSurvey, journal: ImportJournal, resumed: boolean): ImportReport {
  const { importId, fileHash, stored, identical, changed, provenance } = journal;
  const refused: ImportProblem[] = journal.refused.map(({ index, message }) => ({ index, path: placeOf(survey, index), message }));
  const problems = [...survey.problems.map(toProblem), ...refused].sort((a, b) => (a.index ?? -1) - (b.index ?? -1));
  return {
    importId,
    fileHash,
    total: survey.source.items,
    imported: Object.values(stored).reduce((sum, count) => sum + count, 0),
    byType: stored,
    identical,
    changed,
    updated: changed.filter(({ done }) => done === 'updated').length,
    provenance,
    problems: problems.slice(0, FHIR_PROBLEMS),
    problemCount: survey.problemCount + refused.length,
    resumed,
  };
}

/** A line of NDJSON is told by its place among those with text: the survey keeps no table of millions of lines. */
function placeOf({ source }: FileSurvey, index: number): string {
  if (source.form === 'bundle') return `entry[${index}]`;
  return source.form === 'ndjson' ? `resource ${index + 1}` : '';
}

function toProblem({ index, path, reason }: FhirProblem): ImportProblem {
  return { ...(index === undefined ? {} : { index }), path, message: reason };
}
