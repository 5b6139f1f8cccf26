'use client';
import { useAsk } from '../../client/act.ts';
import { useUnprovenKit } from './kit-mark.ts';

/**
 * How the account stands with its recovery kit. `missing`: there is none, or its words reached nobody; `unproven`: one was made in this
 * browser and nobody showed to have it; undefined while that is not known.
 */
export type KitState = 'missing' | 'unproven' | 'ready';

export function useKitState(): KitState | undefined {
  const unproven = useUnprovenKit();
  const { data } = useAsk(['account', 'ways-in'], (acts) => acts.waysIn());
  if (!data) return undefined;
  const kit = data.find(({ kind }) => kind === 'recovery');
  if (!kit || kit.isUnseen) return 'missing';
  // A mark of another kit is out of date: a newer one was made elsewhere.
  return unproven?.startsWith(`${kit.slotId}.`) ? 'unproven' : 'ready';
}
