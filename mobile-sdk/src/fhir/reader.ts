import { checkEntry, checkFrame, checkResource } from './entry-check.ts';
import type { FhirItem, FhirSource } from './items.ts';
import { SourceScanner } from './source-scanner.ts';

/**
 * Reads FHIR R4 JSON (UTF-8) as a stream: a Bundle of any type entry by entry, or a single resource. Holds one entry
 * and one chunk in memory, never more, and reads the source once, in order, to its end: who needs its hash or its
 * progress wraps the source.
 *
 * Yields every entry in order, good ones and bad ones: no object, no resource, a resource type that is not of R4, a
 * primitive that breaks its pattern (R4, data types), a key that occurs twice, broken JSON or UTF-8, nesting deeper
 * than `FHIR_DEPTH`, more than `FHIR_BODY_BYTES`. A problem of the Bundle around the entries comes last and without
 * index. Returns what was read.
 *
 * Throws `E_FHIR` when the source is empty, another format, no object, without `resourceType`, cut off, or broken
 * between its entries; the entries before that place have been yielded.
 */
export async function* readFhir(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<FhirItem, FhirSource, void> {
  const scanner = new SourceScanner();
  for await (const chunk of source) {
    for (const cut of scanner.scan(chunk)) yield checkEntry(cut);
  }
  const root = scanner.end();
  if (root.resourceType !== 'Bundle') {
    yield checkResource(root);
    return { form: 'resource', items: 1 };
  }
  const { problem, bundleType } = checkFrame(root);
  if (problem) yield problem;
  return { form: 'bundle', items: root.entries, ...(bundleType !== undefined && { bundleType }) };
}
