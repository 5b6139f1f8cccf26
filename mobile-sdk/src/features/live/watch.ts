import type { SealchartError } from '@sealchart/protocol';
import type { Watch, WatchOptions } from '../../client-api/watch.ts';
import type { ElementsContext } from '../elements/context.ts';
import { FeedWatch } from './feed-watch.ts';

/** A watch that whoever locks the account can end. */
export interface OpenWatch extends Watch {
  /** Ends it and tells the host why (`onEnd`), unless it is over. */
  end(error: SealchartError): void;
}

/**
 * Calls `onMore` when there is more to fetch: at once where the host holds a stream, else within half a minute. A stream that fails is
 * opened again after 1 to 60 seconds; after three failures in a row the server is asked every half minute, and a stream is tried again
 * every five. Who awaits `stop` inside `onMore` waits for ever.
 */
export function watchFeed(context: ElementsContext, options: WatchOptions): OpenWatch {
  return new FeedWatch(context, options);
}
