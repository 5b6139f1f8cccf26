import type { WayIn } from '@sealchart/sdk';
import type { Style } from '../terminal/style.ts';
import { COMMAND } from './execute.ts';

const KINDS: Readonly<Record<WayIn['kind'], string>> = {
  password: 'password',
  recovery: 'recovery kit',
  passkey: 'passkey',
  trustees: 'trusted people',
  organisation: 'organisation',
};

/** What a way in is called. */
export function wayWords({ kind, slotId }: Pick<WayIn, 'kind' | 'slotId'>): string {
  return `${KINDS[kind]} (${slotId})`;
}

/** The kind alone, for tables. */
export function kindWords(kind: WayIn['kind']): string {
  return KINDS[kind];
}

/** A way in in answers of `--json`. */
export function wayJson({ slotId, kind, isConfirmed, isUnseen }: WayIn): Record<string, unknown> {
  return { slotId, kind, isConfirmed, ...(isUnseen === undefined ? {} : { isUnseen }) };
}

/** The state of a way in, for tables. */
export function stateOfWay({ isConfirmed, isUnseen }: WayIn): string {
  if (!isConfirmed) return 'NOT CONFIRMED';
  return isUnseen === true ? 'WORDS LOST' : 'confirmed';
}

/** What the ways in say about getting back in; also a part of answers of `--json`. */
export interface RecoveryState {
  /** Whether there is one whose words reached the person. */
  readonly hasRecoveryKit: boolean;
  readonly unconfirmedWays: number;
}

export function recoveryState(ways: readonly WayIn[]): RecoveryState {
  return {
    hasRecoveryKit: ways.some(({ kind, isUnseen }) => kind === 'recovery' && isUnseen !== true),
    unconfirmedWays: ways.filter(({ isConfirmed }) => !isConfirmed).length,
  };
}

/** The same for people, `label` columns before each value: a missing kit and an unknown way in are never passed over. */
export function recoveryLines({ hasRecoveryKit, unconfirmedWays }: RecoveryState, style: Style, label: number): string[] {
  const kit = hasRecoveryKit ? 'made' : `${style.warn('none')}: a forgotten password loses the data; "${COMMAND} kit" makes one`;
  const unknown = `${style.bad(`${unconfirmedWays} NOT CONFIRMED`)}; "${COMMAND} ways" shows what was made elsewhere`;
  return [`${'kit'.padEnd(label)}${kit}`, ...(unconfirmedWays === 0 ? [] : [`${'ways in'.padEnd(label)}${unknown}`])];
}
