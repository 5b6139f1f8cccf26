import { SealchartError } from '@sealchart/protocol';
import { EXIT, exitCodeOf } from '../failure.ts';
import type { CommandContext } from './context.ts';

/**
 * Runs an act that changes keys. Where the server gave no usable answer nobody knows whether it took the change:
 * `advice` says what to do then, in front of the failure.
 */
export async function adviseIfLost<T>(
  { output }: Pick<CommandContext, 'output'>,
  advice: readonly string[],
  act: () => Promise<T>,
  isLost: (error: SealchartError) => boolean = ({ code }) => exitCodeOf(code) === EXIT.network,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof SealchartError && isLost(error)) output.note('The server did not confirm that it was done.', ...advice, '');
    throw error;
  }
}

/** For a new password. */
export const LOST_PASSWORD = [
  'It may have taken the new password all the same: try "login" with the new one. If that is refused, the former one still counts.',
];

/** For a new kit. */
export const LOST_KIT = ['It may have ended the kit before all the same: once the server answers again, make a kit anew with "kit".'];

/** For new keys. */
export const LOST_KEYS = ['It may have taken the new keys all the same: the next command that reaches the server finds out.'];

/** For a recovery. */
export const LOST_RECOVERY = ['Run "recover" once more with the same kit: it counts until you make a newer one.'];

/** For the end of an account: once it is closed, another try is refused as one without a session. */
export function adviseIfClosed<T>(context: Pick<CommandContext, 'output'>, act: () => Promise<T>): Promise<T> {
  const advice = [
    'It may have closed the account all the same: then it lets nobody in from now on, and "logout --device-only" removes what this device keeps.',
  ];
  return adviseIfLost(context, advice, act, ({ code }) => code === 'E_UNAUTHENTICATED' || exitCodeOf(code) === EXIT.network);
}
