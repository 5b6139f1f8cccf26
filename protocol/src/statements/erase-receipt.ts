import * as z from 'zod/mini';
import { AccountId, ElementId, Hash, InstanceId } from '../ids.ts';
import { ELEMENT_VERSIONS } from '../limits.ts';
import { Instant } from '../time.ts';

export const ERASE_RECEIPT = 'sealchart/v1/erase-receipt';

const Count = z.int().check(z.minimum(0));

/**
 * What the instance says it destroyed when an element was erased. It is the operator's word and no proof: whoever runs a server can
 * keep copies, and so can everybody who could read the element.
 */
export const EraseReceipt = z.strictObject({
  context: z.literal(ERASE_RECEIPT),
  instance: InstanceId,
  elementId: ElementId,
  recordId: AccountId,
  /** Version of the `erase` manifest, which ends the chain. */
  version: z.int().check(z.minimum(2), z.maximum(ELEMENT_VERSIONS)),
  /** Hash of the `erase` manifest. */
  eraseHash: Hash,
  /** `versions`: manifests; `bytes`: of all that was destroyed. */
  destroyed: z.strictObject({ versions: Count, keyPackets: Count, blobs: Count, bytes: Count }),
  /** Days until the last backup that holds it is gone, as the operator set it. */
  backupDays: Count,
  at: Instant,
});
export type EraseReceipt = z.infer<typeof EraseReceipt>;
