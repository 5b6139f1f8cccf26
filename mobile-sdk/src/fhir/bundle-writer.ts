import { SealchartError } from '@sealchart/protocol';

/** One entry of a Bundle to be written. */
export interface BundleEntry {
  readonly fullUrl?: string;
  /** JSON text of the resource; written as it is. */
  readonly body: string;
}

/**
 * Writes a Bundle of type `collection` as chunks of JSON text, one entry each, with the resources' text unchanged:
 * what `readFhir` read comes out equal, decimals as text. Holds one entry in memory.
 *
 * Throws `E_FHIR` on a body that is not one JSON object with a `resourceType`: a body may come from another person,
 * and one with an odd bracket could pass off its rest as entries of its own.
 */
export async function* writeBundle(entries: AsyncIterable<BundleEntry> | Iterable<BundleEntry>): AsyncGenerator<string, void, void> {
  yield '{"resourceType":"Bundle","type":"collection"';
  let count = 0;
  for await (const { fullUrl, body } of entries) {
    if (!isResource(body)) throw new SealchartError('E_FHIR', { detail: `entry[${count}] is no resource` });
    const origin = fullUrl === undefined ? '' : `"fullUrl":${JSON.stringify(fullUrl)},`;
    yield `${count === 0 ? ',"entry":[' : ','}\n{${origin}"resource":${body}}`;
    count += 1;
  }
  // An empty list is no valid `entry` of FHIR.
  yield count === 0 ? '}\n' : '\n]}\n';
}

function isResource(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'resourceType' in value && typeof value.resourceType === 'string';
  } catch {
    return false;
  }
}
