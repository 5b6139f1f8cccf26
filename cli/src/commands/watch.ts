import { Command } from 'commander';
import { SealchartError } from '@sealchart/protocol';
import type { ElementSummary, OwnAccount, SealchartClient } from '@sealchart/sdk';
import { oneLine, safeJson } from '../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { elementJson } from './element-view.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { namesOf } from './person-view.ts';
import { syncFirst } from './sync-step.ts';
import { minuteOf } from './time-view.ts';

/** What happened to one element since it was looked at last. */
interface Change {
  readonly kind: 'new' | 'changed' | 'gone';
  /** As it is now; where it is gone, as it was. */
  readonly element: ElementSummary;
}

const STATE_WORDS = {
  live: 'Watching; Ctrl-C ends it.',
  polling: 'Watching without a stream: the server is asked every half minute.',
  offline: 'The server cannot be reached; it is tried again and again.',
} as const;

export function watchCommand(execute: Execute): Command {
  return new Command('watch')
    .description('show changes as they come, until Ctrl-C')
    .addHelpText(
      'after',
      '\nOne line for each change: when, what, its title, and whose content it is. With --json one JSON document on each line.',
    )
    .addHelpText('after', '\nWhile it runs the account stays unlocked.')
    .addHelpText('after', examples('watch', 'watch --json'))
    .action((_options: unknown, command: Command) => execute(command, watch));
}

async function watch(context: CommandContext): Promise<never> {
  const { client, account } = await context.open();
  await syncFirst(context, client);
  let known = await client.list();
  const tellChanges = async (): Promise<void> => {
    await syncFirst(context, client);
    const now = await client.list();
    const changes = changesBetween(known, now);
    known = now;
    if (changes.length > 0) await tell(context, { client, account }, changes);
  };
  // Ctrl-C is how this ends: the keys are forgotten, and the process ends with its code.
  const ignore = context.host.beforeInterrupt(() => client.lock());
  try {
    throw await new Promise<SealchartError>((resolve) => {
      client.watch({ onMore: tellChanges, onState: (state) => void tellState(context, state), onEnd: resolve });
    });
  } finally {
    ignore();
  }
}

/** What is another version than before, what is new, and what is gone. */
export function changesBetween(before: readonly ElementSummary[], now: readonly ElementSummary[]): Change[] {
  const versions = new Map(before.map(({ elementId, version }) => [elementId, version]));
  const left = new Set(now.map(({ elementId }) => elementId));
  return [
    ...now
      .filter(({ elementId, version }) => versions.get(elementId) !== version)
      .map((element) => ({ kind: versions.has(element.elementId) ? ('changed' as const) : ('new' as const), element })),
    ...before.filter(({ elementId }) => !left.has(elementId)).map((element) => ({ kind: 'gone' as const, element })),
  ];
}

async function tell(
  { output, host }: CommandContext,
  { client, account }: { readonly client: SealchartClient; readonly account: OwnAccount },
  changes: readonly Change[],
): Promise<void> {
  const at = new Date(host.now()).toISOString();
  const nameOf = namesOf(account, await client.people());
  for (const change of changes) {
    await output.write(
      output.isJson ? jsonLine({ at, kind: change.kind, element: elementJson(change.element) }) : `${lineOf(change, at, nameOf)}\n`,
    );
  }
}

function lineOf({ kind, element }: Change, at: string, nameOf: (accountId: string) => string): string {
  return `${minuteOf(at)}  ${kind.padEnd('changed'.length)}  ${oneLine(element.title)}  ${nameOf(element.author)}`;
}

async function tellState({ output }: CommandContext, state: keyof typeof STATE_WORDS): Promise<void> {
  if (output.isJson) await output.write(jsonLine({ kind: 'state', state }));
  else output.note(STATE_WORDS[state]);
}

function jsonLine(value: object): string {
  return `${safeJson(JSON.stringify(value))}\n`;
}
