'use client';
import { useAsk } from '../../client/act.ts';

/** SHA-256 of `public/sample-record.json`: by it an import is known as the sample, on every device and whatever brought it in. */
export const SAMPLE_HASH = 'e0sqsbgv_W3xV9koS_0lN8pt3JfRSURG0hvyCEIRAgw';

/** The import that brought the sample in, while its entries are there. */
export function useSampleImport(): string | undefined {
  const { data } = useAsk(['imports'], (acts) => acts.imports());
  return data?.find(({ fileHash }) => fileHash === SAMPLE_HASH)?.importId;
}
