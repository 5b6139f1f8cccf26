'use client';
import type { OwnAccount } from '@sealchart/sdk';
import type { Remote } from 'comlink';
import { createContext, useContext } from 'react';
import type { Acts } from '../worker/acts/acts.ts';
import type { Problem } from '../worker/problem.ts';
import type { Lack } from './unsupported.ts';

/** What this tab knows of the account. */
export type Session =
  | { readonly phase: 'starting' }
  /** Locked or signed out a moment ago: the page is about to be replaced, and shows nothing. */
  | { readonly phase: 'leaving' }
  | { readonly phase: 'unsupported'; readonly lack: Lack }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'empty' | 'locked' }
  | { readonly phase: 'unlocked'; readonly account: OwnAccount };

export interface SessionValue {
  readonly session: Session;
  /** The worker's acts. */
  readonly acts: Remote<Acts>;
  /** While the account is open here its session at the server ended, or another device gave it new keys: the frame asks for the password. */
  readonly ended: 'expired' | 'renewed' | undefined;
  /** The person goes on without the server; the next act that needs it asks again. */
  readonly putOff: () => void;
  /** How often the account was opened in this page: whoever listens to the server listens anew. */
  readonly entries: number;
  /** The account is open in the worker: shows it, keeps it open over a reload, and opens the other tabs. */
  readonly enter: (account: OwnAccount) => void;
  /** The account itself changed, its name or its keys: shows it, and keeps it open over a reload. `useAct` does it where it changes `account`. */
  readonly renew: () => Promise<void>;
  /** Shows what a sync brought of the account itself, such as a name that was changed elsewhere. */
  readonly follow: () => Promise<void>;
  /** Ends the worker, forgets what was shown, locks the other tabs and replaces the page. */
  readonly lock: () => Promise<void>;
  /**
   * Removes the account from this browser, all that waits unsent included, and replaces the page. `end` ends the account before that;
   * where it is refused, everything stays.
   */
  readonly signOut: (end?: () => Promise<void>) => Promise<void>;
}

export const SessionContext = createContext<SessionValue | undefined>(undefined);

export function useSession(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new TypeError('no SessionProvider above');
  return value;
}

/** The account of a page that is only shown to who is in. */
export function useAccount(): OwnAccount {
  const { session } = useSession();
  if (session.phase !== 'unlocked') throw new TypeError('nobody is in');
  return session.account;
}
