'use client';
import { useFragment } from '../../client/fragment.ts';
import type { Kind } from '../record/kinds.ts';
import { recordPlaceOf } from '../record/record-place.ts';

/** What the page of received records shows: everybody, one record, a kind of it, or the course of one measurement in it. */
export interface SharedPlace {
  readonly accountId: string;
  readonly kind?: Kind;
  readonly seriesKey?: string;
}

/** The fragment that leads to a part of somebody's record; `part` is one of the own record. */
export function sharedFragment(accountId: string, part = ''): string {
  return part === '' ? accountId : `${accountId}:${part}`;
}

export function useSharedPlace(): SharedPlace {
  const [accountId = '', ...part] = useFragment().split(':');
  return { accountId, ...recordPlaceOf(part.join(':')) };
}
