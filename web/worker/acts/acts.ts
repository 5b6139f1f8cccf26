import type { Host } from '../host.ts';
import type { AccountActs } from './account.ts';
import { accountActs } from './account.ts';
import type { ExchangeActs } from './exchange.ts';
import { exchangeActs } from './exchange.ts';
import type { LiveActs } from './live.ts';
import { liveActs } from './live.ts';
import type { RecoveryActs } from './recovery.ts';
import { recoveryActs } from './recovery.ts';
import type { SessionActs } from './session.ts';
import { sessionActs } from './session.ts';
import type { SharingActs } from './sharing.ts';
import { sharingActs } from './sharing.ts';
import type { ThroughActs } from './through.ts';
import { throughActs } from './through.ts';
import type { ViewActs } from './view.ts';
import { viewActs } from './view.ts';
import type { WritingActs } from './writing.ts';
import { writingActs } from './writing.ts';

/** All that a page may ask of the worker. */
export type Acts = ThroughActs & SessionActs & RecoveryActs & LiveActs & AccountActs & SharingActs & WritingActs & ViewActs & ExchangeActs;

export function actsOf(host: Host): Acts {
  return {
    ...throughActs(host),
    ...sessionActs(host),
    ...recoveryActs(),
    ...liveActs(host),
    ...accountActs(host),
    ...sharingActs(host),
    ...writingActs(host),
    ...viewActs(host),
    ...exchangeActs(host),
  };
}
