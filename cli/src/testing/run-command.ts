import type { Command } from 'commander';
import type { OwnAccount, SealchartClient, SyncReport } from '@sealchart/sdk';
import type { CommandContext } from '../commands/context.ts';
import type { Execute } from '../commands/execute.ts';
import { prepareProfile } from '../profile/profile.ts';
import type { ContextOptions } from './test-context.ts';
import { testContext } from './test-context.ts';
import type { TestHost } from './test-host.ts';

export const OWN_ACCOUNT: OwnAccount = {
  accountId: 'acc_AAAAAAAAAAAAAAAAAAAAAA',
  identifier: 'ada@example.org',
  name: 'Ada Moss',
  fingerprint: '0'.repeat(64),
  words: 'series viable true estate merry flavor'.split(' '),
  instance: { server: 'http://localhost:3000', instanceId: 'ins_AAAAAAAAAAAAAAAAAAAAAA', realm: 'localhost', logKey: 'A'.repeat(43) },
};

/** A sync that found nothing. */
export const NOTHING_NEW: SyncReport = { changed: 0, gone: 0, refused: [], sent: [], conflicts: 0 };

/** What came of a command in a test: for questions that only a terminal asks. Everything else is told by stories. */
export interface CommandRun {
  readonly exit: number | void;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
}

/** Runs one command over what a client of this account would say. An act that the test does not name fails it. */
export async function runCommand(
  make: (execute: Execute) => Command,
  argv: readonly string[],
  options: ContextOptions & { readonly host: TestHost; readonly client: Partial<SealchartClient> },
): Promise<CommandRun> {
  const { host, client, ...rest } = options;
  const { context, asked } = testContext(host, rest);
  await prepareProfile(context.profile, host);
  const opened = { client: { sync: async () => NOTHING_NEW, ...client } as SealchartClient, account: OWN_ACCOUNT };
  const open: CommandContext['open'] = async () => opened;
  let exit: number | void = undefined;
  const execute: Execute = async (_command, act) => {
    exit = await act(Object.assign(context, { open }));
  };
  await make(execute).exitOverride().parseAsync(argv, { from: 'user' });
  return { exit, out: host.out(), err: host.err(), asked };
}
