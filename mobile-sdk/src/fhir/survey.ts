import { FHIR_PROBLEMS, SealchartError } from '@sealchart/protocol';
import type { FhirItem, FhirProblem, FhirSource } from './items.ts';
import { readFhir } from './reader.ts';
import type { FileSubjects } from './subjects.ts';
import { SubjectSearch } from './subjects.ts';

/** What an import of a source would find. */
export interface FhirSurvey extends FileSubjects {
  /** Absent when `failure` is set. */
  readonly source?: FhirSource;
  /** Entries that can be imported. */
  readonly good: number;
  /** Entries that can be imported by resource type, in the order of the alphabet. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first `FHIR_PROBLEMS` problems. */
  readonly problems: readonly FhirProblem[];
  /** How many problems there are in all. */
  readonly problemCount: number;
  /** `E_FHIR`: the source is no FHIR or ends early. The numbers above are of what stood before that place. */
  readonly failure?: SealchartError;
}

/**
 * Reads a whole source without importing it. A source that cannot be read is a value too (`failure`), because the
 * numbers before the broken place are what a person decides by; what is thrown comes from the source itself.
 */
export async function surveyFhir(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<FhirSurvey> {
  const counts = new Map<string, number>();
  const problems: FhirProblem[] = [];
  const subjects = new SubjectSearch();
  let good = 0;
  let problemCount = 0;
  const count = (item: FhirItem): void => {
    if (item.kind === 'entry') {
      good += 1;
      subjects.add(item);
      counts.set(item.resourceType, (counts.get(item.resourceType) ?? 0) + 1);
      return;
    }
    problemCount += 1;
    if (problems.length < FHIR_PROBLEMS) problems.push(item);
  };
  const ending = await readAll(source, count);
  const sorted = Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...ending, good, counts: sorted, problems, problemCount, ...subjects.found() };
}

async function readAll(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  count: (item: FhirItem) => void,
): Promise<Pick<FhirSurvey, 'source' | 'failure'>> {
  const reader = readFhir(source);
  try {
    for (;;) {
      const next = await reader.next();
      if (next.done === true) return { source: next.value };
      count(next.value);
    }
  } catch (failure) {
    if (failure instanceof SealchartError && failure.code === 'E_FHIR') return { failure };
    throw failure;
  }
}
