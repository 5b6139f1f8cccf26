import { SealchartError, toB64u } from '@sealchart/protocol';
import type { FileSource } from '../../client-api/exchange.ts';
import type { RunningSha256 } from '../../crypto/kdf.ts';
import { startSha256 } from '../../crypto/kdf.ts';
import { fileRefusal } from '../../fhir/file-kind.ts';
import type { FhirItem, FhirSource } from '../../fhir/items.ts';
import { readFhir } from '../../fhir/reader.ts';
import type { FhirSurvey } from '../../fhir/survey.ts';
import { surveyFhir } from '../../fhir/survey.ts';

/** A file read once to its end: what an import would find, and the hash by which the file is known again. */
export interface FileSurvey extends FhirSurvey {
  readonly source: FhirSource;
  /** SHA-256 of the bytes as read, base64url. */
  readonly fileHash: string;
  /** Bytes as read. */
  readonly size: number;
}

/** First pass over a file. `E_FHIR` when it is no FHIR or ends early: half a file is not imported. */
export async function surveyFile(file: FileSource): Promise<FileSurvey> {
  const hash = await startSha256();
  let size = 0;
  const survey = await surveyFhir(hashed(file, hash, (bytes) => (size += bytes)));
  if (survey.failure) throw survey.failure;
  if (!survey.source) throw new SealchartError('E_FHIR');
  return { ...survey, source: survey.source, fileHash: toB64u(hash.digest()), size };
}

/** Second pass over a surveyed file. `E_FHIR` at its end when the bytes were others than in the first. */
export async function* readSurveyed(file: FileSource, fileHash: string): AsyncGenerator<FhirItem, void, void> {
  const hash = await startSha256();
  yield* readFhir(hashed(file, hash));
  if (toB64u(hash.digest()) !== fileHash) throw fileRefusal('changed', 'the file changed while it was read');
}

async function* hashed(file: FileSource, hash: RunningSha256, count?: (bytes: number) => void): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of file.open()) {
    hash.update(chunk);
    count?.(chunk.length);
    yield chunk;
  }
}
