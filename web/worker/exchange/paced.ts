/** Milliseconds between two words about progress: as often as eyes can follow, and no load for the page. */
const PACE_MS = 150;

/** The same listener, told of progress now and then; of a new phase at once. */
export function paced<T extends { readonly done: number; readonly phase?: string }>(tell: (progress: T) => void): (progress: T) => void {
  let phase: string | undefined;
  let toldAt = -PACE_MS;
  return (progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - toldAt < PACE_MS) return;
    phase = progress.phase;
    toldAt = now;
    tell(progress);
  };
}
