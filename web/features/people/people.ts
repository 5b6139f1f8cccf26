'use client';
import type { Person } from '@sealchart/sdk';
import { useMemo } from 'react';
import { useAsk } from '../../client/act.ts';
import { useAccount } from '../../client/session.tsx';

/** Everybody whom this device knows, by account id. The own account is no person of this list. */
export function usePeople(): ReadonlyMap<string, Person> {
  const { data } = useAsk(['people'], (acts) => acts.people());
  return useMemo(() => new Map(data?.map((person) => [person.accountId, person])), [data]);
}

/** The name of somebody in a sentence: as this device knows it, otherwise the beginning of the account id. */
export function useNameOf(): (accountId: string) => string {
  const people = usePeople();
  return (accountId) => people.get(accountId)?.name ?? `${accountId.slice(0, 12)}…`;
}

/** Whether an account is the own one. */
export function useIsSelf(): (accountId: string) => boolean {
  const { accountId } = useAccount();
  return (other) => other === accountId;
}
