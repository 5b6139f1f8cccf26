import type { EraseReceipt as EraseReceiptValue } from '@sealchart/protocol';
import { BATCH_ITEMS, ERASE_RECEIPT, EraseReceipt, SealchartError, verifyInstanceStatement } from '@sealchart/protocol';
import type { ElementsContext } from './context.ts';
import type { ErasedEntry } from './erased-element.ts';
import { erasedKey } from './erased-element.ts';

/**
 * Asks for the operator's word about what was erased, and keeps it where the pinned key of the instance signed it about this very end.
 * What the server has no receipt of is left out. `E_BIND` for the receipt of another erase, and as `verifyInstanceStatement`.
 */
export async function fetchReceipts({ session }: ElementsContext, erased: readonly ErasedEntry[]): Promise<ErasedEntry[]> {
  const fetched: ErasedEntry[] = [];
  for (let i = 0; i < erased.length; i += BATCH_ITEMS) {
    const asked = new Map(erased.slice(i, i + BATCH_ITEMS).map((entry) => [entry.elementId, entry]));
    const { receipts } = await session.api.receipts({ elementIds: [...asked.keys()] });
    const page: ErasedEntry[] = [];
    for (const signed of receipts) {
      const receipt = await verifyInstanceStatement(EraseReceipt, ERASE_RECEIPT, session.instance, signed);
      page.push({ ...requireOwn(asked.get(receipt.elementId), receipt), receipt });
    }
    await session.store.write({ put: new Map(page.map((entry) => [erasedKey(entry.elementId), entry])) });
    fetched.push(...page);
  }
  return fetched;
}

function requireOwn(entry: ErasedEntry | undefined, receipt: EraseReceiptValue): ErasedEntry {
  const isOwn = entry?.recordId === receipt.recordId && entry.version === receipt.version && entry.manifestHash === receipt.eraseHash;
  if (!entry || !isOwn) throw new SealchartError('E_BIND', { detail: 'the receipt of another erase' });
  return entry;
}
