import { Command } from 'commander';
import type { SessionView } from '@sealchart/protocol';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { minuteOf } from './time-view.ts';

interface SessionsOptions {
  readonly end?: string;
  readonly endOthers?: boolean;
}

/** Characters of an id that are shown, and that a reference has at least. */
const SHORT_CHARACTERS = 8;
const REFERENCE_CHARACTERS = 4;

export function sessionsCommand(execute: Execute): Command {
  return new Command('sessions')
    .description('list the devices that are logged in to your account, and end their sessions')
    .option('--end <id>', 'end this session: its id, or the beginning of it')
    .option('--end-others', 'end all sessions but the one of this device')
    .addHelpText(
      'after',
      '\nNames, addresses and times are the word of the server. Ending a session does not take away what the device has kept:\nwhere it is lost or not yours, use secure.',
    )
    .addHelpText('after', examples('sessions', 'sessions --end k3Jq9xTb', 'sessions --end-others'))
    .action((options: SessionsOptions, command: Command) => execute(command, (context) => sessions(context, options)));
}

async function sessions(context: CommandContext, options: SessionsOptions): Promise<void> {
  if (options.end !== undefined && options.endOthers === true)
    throw new SealchartError('E_USAGE', { detail: 'give either --end or --end-others' });
  const { client } = await context.open();
  if (options.endOthers === true) await endOthers(context, client);
  else if (options.end === undefined) await list(context, client);
  else await endOne(context, client, options.end);
}

async function list(context: CommandContext, client: SealchartClient): Promise<void> {
  const all = await client.sessions();
  const { style, columns } = context.output;
  await context.output.answer({ sessions: all }, () =>
    tableLines(
      all,
      [
        { heading: 'ID', cell: ({ sessionId }) => sessionId.slice(0, SHORT_CHARACTERS), max: SHORT_CHARACTERS, paint: style.bold },
        { heading: 'DEVICE', cell: ({ device }) => oneLine(device), tail: ({ isCurrent }) => (isCurrent ? ' (this one)' : '') },
        { heading: 'KIND', cell: ({ kind }) => kind, max: 8, spare: 2 },
        { heading: 'ADDRESS', cell: ({ address }) => oneLine(address), max: 39, min: 12, spare: 1 },
        { heading: 'LAST USED (UTC)', cell: ({ lastUsedAt }) => minuteOf(lastUsedAt), max: 16 },
        { heading: 'SINCE', cell: ({ createdAt }) => minuteOf(createdAt), max: 16, spare: 3 },
        { heading: 'ENDS', cell: ({ expiresAt }) => minuteOf(expiresAt), max: 16, spare: 4 },
      ],
      columns,
    ),
  );
}

async function endOne(context: CommandContext, client: SealchartClient, reference: string): Promise<void> {
  const session = resolveSession(reference, await client.sessions());
  if (session.isCurrent) throw new SealchartError('E_USAGE', { detail: 'this is the session of this device: "logout" ends it' });
  await client.endSession(session.sessionId);
  await context.output.answer({ ended: 1, sessionId: session.sessionId }, () => [`The session of ${oneLine(session.device)} has ended.`]);
}

async function endOthers(context: CommandContext, client: SealchartClient): Promise<void> {
  const ended = await client.endOtherSessions();
  await context.output.answer({ ended }, () => [
    ended === 0 ? 'There was no other session.' : `${amountOf(ended, 'session')} ended. Only this device is logged in.`,
  ]);
}

/** The session whose id begins with the reference. `E_NOT_FOUND`, `E_USAGE` when it is too short or fits several. */
export function resolveSession(reference: string, all: readonly SessionView[]): SessionView {
  const found = all.filter(({ sessionId }) => sessionId.startsWith(reference));
  if (reference.length < REFERENCE_CHARACTERS || found.length > 1) {
    throw new SealchartError('E_USAGE', { detail: `"${reference}" does not name one session; give more of its id` });
  }
  const [only] = found;
  if (!only) throw new SealchartError('E_NOT_FOUND', { detail: `no session begins with ${reference}` });
  return only;
}
