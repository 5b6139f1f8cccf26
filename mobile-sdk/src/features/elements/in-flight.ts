/** Cipher calls kept under way at once: enough that none waits for the next to be prepared, few enough for flat memory. */
export const IN_FLIGHT = 4;

/** Maps with at most `IN_FLIGHT` calls under way; results stand in the order of the items. Rejects with the first failure. */
export async function mapInFlight<T, R>(items: readonly T[], act: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await act(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
  return results;
}
