import type { Host } from '../host.ts';
import type { Problem } from '../problem.ts';
import { toProblem } from '../problem.ts';

/** What a page hears of the server's news. */
export interface LiveListener {
  onMore(): void;
  onState(state: 'live' | 'polling' | 'offline'): void;
  onEnd(problem: Problem): void;
}

export interface LiveActs {
  /** Calls the listener when there is more to fetch, until the worker ends. A second call replaces the first. */
  listen(onMore: LiveListener['onMore'], onState: LiveListener['onState'], onEnd: LiveListener['onEnd']): Promise<void>;
}

export function liveActs(host: Host): LiveActs {
  let stop: (() => Promise<void>) | undefined;
  return {
    async listen(onMore, onState, onEnd) {
      await stop?.();
      const client = await host.client();
      const watch = client.watch({ onMore, onState, onEnd: (error) => onEnd(toProblem(error)) });
      stop = () => watch.stop();
    },
  };
}
