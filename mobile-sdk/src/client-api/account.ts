import type { SlotKind } from '@sealchart/protocol';

/** The pinned identity of a server. */
export interface Instance {
  readonly server: string;
  readonly instanceId: string;
  readonly realm: string;
  readonly logKey: string;
}

/** The account of this device. */
export interface OwnAccount {
  readonly accountId: string;
  readonly identifier: string;
  /** Self-given. */
  readonly name: string;
  /** Primary key, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Six words of the fingerprint, for reading aloud. */
  readonly words: readonly string[];
  readonly instance: Instance;
}

/**
 * All that leads back into an account whose password is forgotten. Whoever has it and reaches the server has the account:
 * it belongs on paper, not on this device. ASCII throughout.
 */
export interface RecoveryKit {
  readonly server: string;
  readonly accountId: string;
  readonly instanceId: string;
  readonly realm: string;
  readonly logKey: string;
  /** 15 words of the BIP-39 English list. */
  readonly words: readonly string[];
  /** When it was made. */
  readonly madeAt: string;
}

/** One way to open the account: a slot of its key bundle. */
export interface WayIn {
  readonly slotId: string;
  readonly kind: SlotKind;
  /** False where it was added or changed elsewhere and nobody confirmed it on this device yet. */
  readonly isConfirmed: boolean;
  /** A recovery kit whose words reached nobody, because the answer to the act that made it was lost: a new one is due. */
  readonly isUnseen?: true;
}

/** What securing the account left behind. */
export interface SecuredAccount {
  /** In place of the former one, which opens nothing newer. */
  readonly kit: RecoveryKit;
  /** Ways in that were dropped because their secret was not at hand; to be set up again. */
  readonly dropped: readonly WayIn[];
}

/** What a rotation leaves to be done, in steps that may be interrupted. */
export interface PendingWork {
  /** `profile`: the name is signed with the new key; `anchor`: the own record is vouched for with it. */
  readonly steps: readonly ('profile' | 'anchor')[];
}

/** How much the own record holds, and how much it may. */
export interface Usage {
  readonly elements: number;
  readonly bytes: number;
  readonly elementLimit: number;
  readonly byteLimit: number;
}

export type ClientState = 'empty' | 'locked' | 'unlocked';
