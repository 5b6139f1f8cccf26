import type { Host } from '../host.ts';
import type { AccountActs } from './account.ts';
import { accountActs } from './account.ts';
import type { LiveActs } from './live.ts';
import { liveActs } from './live.ts';
import type { PeopleActs } from './people.ts';
import { peopleActs } from './people.ts';
import type { SessionActs } from './session.ts';
import { sessionActs } from './session.ts';
import type { SharingActs } from './sharing.ts';
import { sharingActs } from './sharing.ts';
import type { ThroughActs } from './through.ts';
import { throughActs } from './through.ts';

/** All that a page may ask of the worker. */
export type Acts = ThroughActs & SessionActs & LiveActs & AccountActs & PeopleActs & SharingActs;

export function actsOf(host: Host): Acts {
  return { ...throughActs(host), ...sessionActs(host), ...liveActs(host), ...accountActs(host), ...peopleActs(host), ...sharingActs(host) };
}
