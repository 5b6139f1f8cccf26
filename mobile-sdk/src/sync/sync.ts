import type { OnProgress, SyncReport } from '../client-api/edits.ts';
import { isConflicting, storedEdits } from '../features/edits/stored-edit.ts';
import { sendWaiting } from '../features/edits/waiting.ts';
import type { ElementsContext } from '../features/elements/context.ts';
import { elementIndex } from '../features/elements/element-index.ts';
import { FeedWalk } from './feed-walk.ts';

/**
 * Sends what waits on this device, then pulls what changed since the last time: reads, verifies, opens for the summary, and keeps some
 * elements at a time together with the cursor in one write: lists show them from then on. Each of these writes is a turn of its own, so
 * that others act in between, and may sync as well. An element that is refused does not stop the others; it is reported, remembered and
 * tried again. Throws `E_INCOMPLETE` for a gap in the feed and `E_ROLLBACK` for one that goes back.
 */
export async function syncElements(context: ElementsContext, onProgress?: OnProgress): Promise<SyncReport> {
  const { sent, walk } = await context.inTurn(async (current) => {
    await elementIndex(current.session).mend();
    return { sent: await sendWaiting(current), walk: await FeedWalk.begin(current) };
  });
  for (;;) {
    const { progress, conflicts } = await context.inTurn(async (current, isAfterOthers) => {
      const taken = await walk.takeNext(current, isAfterOthers);
      return taken ? { progress: taken, conflicts: 0 } : { progress: undefined, conflicts: await countConflicts(current) };
    });
    if (!progress) return { ...walk.report, sent, conflicts };
    onProgress?.(progress);
  }
}

async function countConflicts({ session }: ElementsContext): Promise<number> {
  return (await storedEdits(session)).filter(isConflicting).length;
}
