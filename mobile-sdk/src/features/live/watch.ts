import { SealchartError } from '@sealchart/protocol';
import type { Watch, WatchOptions } from '../../client-api.ts';
import type { ElementsContext } from '../elements/context.ts';

/** Calls when there is more to fetch. */
export function watchFeed(_context: ElementsContext, _options: WatchOptions): Watch {
  throw new SealchartError('E_UNEXPECTED', { detail: 'not built yet' });
}
