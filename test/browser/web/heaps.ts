import type { CDPSession, Page } from 'playwright-core';

/** Which of these texts lie in the memory of a page, and which in that of its workers, as a heap snapshot shows it. */
export interface Found {
  readonly page: readonly string[];
  readonly workers: readonly string[];
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly chunk?: string };
  readonly error?: { readonly message: string };
}

/** Takes snapshots of the heaps of a page and of every worker that it has, after a full collection of garbage. */
export async function findInHeaps(page: Page, markers: readonly string[]): Promise<Found> {
  const session = await page.context().newCDPSession(page);
  try {
    const workers = await workersOf(session);
    const inPage = await searchHeap(markers, async (onChunk) => {
      const listener = ({ chunk }: { chunk: string }) => onChunk(chunk);
      session.on('HeapProfiler.addHeapSnapshotChunk', listener);
      await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      session.off('HeapProfiler.addHeapSnapshotChunk', listener);
    });
    const inWorkers = new Set<string>();
    for (const worker of workers) {
      for (const marker of await searchHeap(markers, (onChunk) => snapshotOfWorker(session, worker, onChunk))) inWorkers.add(marker);
    }
    return { page: inPage, workers: [...inWorkers] };
  } finally {
    await session.detach();
  }
}

/** Attaches to the workers that run; their answers come as texts within messages of the page's session. */
async function workersOf(session: CDPSession): Promise<string[]> {
  const ids: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') ids.push(sessionId);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return ids;
}

async function snapshotOfWorker(session: CDPSession, sessionId: string, onChunk: (chunk: string) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const listener = (event: { sessionId: string; message: string }) => {
    if (event.sessionId !== sessionId) return;
    const answer = JSON.parse(event.message) as Answer;
    if (answer.method === 'HeapProfiler.addHeapSnapshotChunk') onChunk(answer.params?.chunk ?? '');
    if (answer.id !== 1) return;
    if (answer.error) reject(new Error(answer.error.message));
    else resolve(undefined);
  };
  session.on('Target.receivedMessageFromTarget', listener);
  const message = JSON.stringify({ id: 1, method: 'HeapProfiler.takeHeapSnapshot', params: { reportProgress: false } });
  await session.send('Target.sendMessageToTarget', { sessionId, message });
  await promise;
  session.off('Target.receivedMessageFromTarget', listener);
}

/** A snapshot is one long text in pieces; a marker may lie across two. */
async function searchHeap(markers: readonly string[], take: (onChunk: (chunk: string) => void) => Promise<void>): Promise<string[]> {
  const found = new Set<string>();
  const overlap = Math.max(...markers.map((marker) => marker.length));
  let rest = '';
  let length = 0;
  await take((chunk) => {
    const text = rest + chunk;
    length += chunk.length;
    for (const marker of markers) if (text.includes(marker)) found.add(marker);
    rest = text.slice(-overlap);
  });
  if (length === 0) throw new Error('the snapshot is empty');
  return markers.filter((marker) => found.has(marker));
}
