import type { SealchartClient } from '@sealchart/sdk';
import type { Host } from '../host.ts';
import type { Plain } from '../problem.ts';
import { toPlain } from '../problem.ts';

/**
 * Acts that the page may ask for as the SDK has them. What is not named here does not exist for the page: no act gives a key away,
 * and those that open the account are in `session.ts`.
 */
const NAMES = [
  'account',
  'addAddendum',
  'changeName',
  'changePassword',
  'closeAccount',
  'compareVersions',
  'confirmWaysIn',
  'conflicts',
  'create',
  'discardEdit',
  'endOtherSessions',
  'endSession',
  'erase',
  'erased',
  'findPerson',
  'finishPendingWork',
  'history',
  'imports',
  'keysOf',
  'list',
  'logins',
  'markSeen',
  'open',
  'openVersion',
  'people',
  'readers',
  'refused',
  'refusedCount',
  'resolveConflict',
  'restore',
  'revoke',
  'rotate',
  'seenBy',
  'sessions',
  'share',
  'state',
  'sync',
  'undoImport',
  'update',
  'usage',
  'verifyPerson',
  'waiting',
  'waysIn',
  'whoSees',
] as const satisfies readonly (keyof SealchartClient)[];

type Name = (typeof NAMES)[number];

/** As the SDK's acts; errors inside a result are `Problem`s. */
export type ThroughActs = {
  readonly [Key in Name]: (...args: Parameters<SealchartClient[Key]>) => Promise<Plain<Awaited<ReturnType<SealchartClient[Key]>>>>;
};

export function throughActs(host: Host): ThroughActs {
  const act =
    (name: Name) =>
    async (...args: unknown[]) => {
      const client = await host.client();
      const run = client[name] as (...given: unknown[]) => unknown;
      return toPlain(await run.apply(client, args));
    };
  return Object.fromEntries(NAMES.map((name) => [name, act(name)])) as unknown as ThroughActs;
}
