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

/** Somebody whom this device knows; who was met since the list was asked for is looked up. Undefined for the own account and for strangers. */
export function usePerson(accountId: string): Person | undefined {
  const own = useAccount();
  const known = usePeople().get(accountId);
  const find = async (people: Promise<readonly Person[]>) => (await people).find((person) => person.accountId === accountId) ?? null;
  const { data: met } = useAsk(['people', accountId], (acts) => find(acts.people()), {
    isEnabled: known === undefined && accountId !== own.accountId,
  });
  return known ?? met ?? undefined;
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
