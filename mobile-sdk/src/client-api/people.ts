import type { Role } from '@sealchart/protocol';
import type { ElementSummary } from './elements.ts';

/** What this device knows of another person. */
export interface Person {
  readonly accountId: string;
  /** Self-given. */
  readonly name: string;
  /** The address they were looked up by on this device, if any. It is unconfirmed. */
  readonly identifier?: string;
  readonly fingerprint: string;
  readonly words: readonly string[];
  /** `changed`: another key than the one this device had pinned or verified; sharing is blocked until the person decides. */
  readonly state: 'unverified' | 'verified' | 'changed';
}

/** One key of another person, as this device was shown it. */
export interface PersonKey {
  readonly fingerprint: string;
  readonly words: readonly string[];
  /**
   * `current`: in use. `routine`: its successor is signed by it. `compromise`: given up, somebody else may have it. `closed`: the
   * account ended with it. `undecided`: the server shows it without a link to what was known, and it is not used. `unrelated`: was known
   * here until another key without a link to it was accepted.
   */
  readonly state: 'current' | 'routine' | 'compromise' | 'closed' | 'undecided' | 'unrelated';
  /** How this very key was compared with the person; absent where it was not, or where another one was compared since. */
  readonly compared?: Compared['method'];
}

/** What somebody compared with a person on another way than through the server. */
export interface Compared {
  /** Six words, the fingerprint in hexadecimal, or the text of the person's QR code. */
  readonly method: 'words' | 'hex' | 'qr';
  readonly value: string;
}

export interface Reader {
  readonly person: Person;
  readonly role: Role;
  readonly isSelf: boolean;
  /** End of the access, where it has one. */
  readonly until?: string;
  /** The end has come: no rights are left. */
  readonly hasEnded: boolean;
  /** May read earlier versions too. */
  readonly history: boolean;
}

/** What a share gives. What is absent stays as it is for somebody who reads the element already. */
export interface Grant {
  /** Default for a new reader: `viewer`. */
  readonly role?: Exclude<Role, 'owner'>;
  /** End of the access as an instant (`YYYY-MM-DDTHH:MM:SSZ`) in the future; null for none. */
  readonly until?: string | null;
  /** Whether earlier versions are shared too. Default for a new reader: false. */
  readonly history?: boolean;
}

/** One person's share of the elements that this account may share. */
export interface PersonAccess {
  readonly person: Person;
  /** Elements with rights that have not ended. */
  readonly elements: number;
  readonly byRole: Readonly<Partial<Record<Role, number>>>;
  /** The next end of one of them. */
  readonly nextUntil?: string;
  /** Elements whose end has come: the entry is still there and gives nothing. */
  readonly ended: number;
}

/** One element as another person has it. */
export interface PersonElement {
  readonly element: ElementSummary;
  readonly role: Role;
  readonly until?: string;
  readonly hasEnded: boolean;
  readonly history: boolean;
}
