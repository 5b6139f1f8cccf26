import type { TabNews } from './tab-news.ts';
import { isTabNews } from './tab-news.ts';

/** The other tabs of this browser. */
export interface Tabs {
  tell(news: TabNews): void;
  /** Gives what ends it. */
  listen(listener: (news: TabNews) => void): () => void;
}

/** How long a new tab waits for one that is unlocked. */
const ANSWER_MS = 400;

let channel: BroadcastChannel | undefined;

/** All tabs that this browser has of this server. */
export function tabs(): Tabs {
  channel ??= new BroadcastChannel('sealchart');
  const open = channel;
  return {
    tell: (news) => open.postMessage(news),
    listen(listener) {
      const receive = ({ data }: MessageEvent<unknown>) => {
        if (isTabNews(data)) listener(data);
      };
      open.addEventListener('message', receive);
      return () => open.removeEventListener('message', receive);
    },
  };
}

/** What an unlocked tab answers; undefined when there is none. */
export function askTabs(): Promise<string | undefined> {
  const others = tabs();
  return new Promise((resolve) => {
    const finish = (wrapped: string | undefined) => {
      clearTimeout(timer);
      stop();
      resolve(wrapped);
    };
    const timer = setTimeout(() => finish(undefined), ANSWER_MS);
    const stop = others.listen((news) => {
      if (news.kind === 'unlocked') finish(news.wrapped);
    });
    others.tell({ kind: 'asking' });
  });
}
