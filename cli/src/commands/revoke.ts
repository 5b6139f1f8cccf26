import { Command } from 'commander';
import { SealchartError, atLeast } from '@sealchart/protocol';
import type { ExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { isConfirmed } from './confirmation.ts';
import type { CommandContext } from './context.ts';
import { countsLine, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { doneLines, failedLines, outcomesExit, outcomesJson } from './outcome-view.ts';
import { rememberPerson } from './person-reference.ts';
import { addressWords, personJson, personLabel } from './person-view.ts';
import { select } from './selection.ts';
import { syncFirst } from './sync-step.ts';

interface RevokeOptions {
  readonly from: string;
  readonly type?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** What revoking does, and what nothing can undo. */
const HONESTLY = [
  'From now on the server refuses them these elements, and new versions are sealed without them.',
  'What they already read or kept, they keep: nothing can take that back.',
];

/** The same when it is done. */
const HONESTLY_DONE = 'What they have read they may have kept. The server deletes their keys to it, and new versions are closed to them.';

export function revokeCommand(execute: Execute): Command {
  return new Command('revoke')
    .description('take elements back from a person')
    .argument('[elements...]', 'ids, or their beginnings')
    .requiredOption('--from <person>', 'e-mail address or account id')
    .option('--type <types>', 'everything of these types that they can read: FHIR types or friendly names, as in share')
    .option('--all', 'everything that they can read and you may take back')
    .option('--yes', 'do not ask')
    .addHelpText('after', `\n${HONESTLY.join('\n')}`)
    .addHelpText('after', examples('revoke --from doctor@example.org --all', 'revoke elm_Xy12ab --from doctor@example.org --yes'))
    .action((references: string[], options: RevokeOptions, command: Command) =>
      execute(command, (context) => revoke(context, references, options)),
    );
}

async function revoke(context: CommandContext, references: readonly string[], options: RevokeOptions): Promise<ExitCode | void> {
  const { client, account } = await context.open();
  await syncFirst(context, client);
  const person = await rememberPerson(client, options.from);
  if (person.accountId === account.accountId)
    throw new SealchartError('E_USAGE', { detail: 'this is you, and nobody takes their own elements from themself' });
  const all = await client.list();
  const seen = new Set((await client.seenBy(person.accountId)).map(({ element }) => element.elementId));
  const readable = all.filter(({ elementId, role }) => seen.has(elementId) && atLeast(role, 'manager'));
  const chosen = select({ references, types: options.type, isAll: options.all === true }, all, readable);
  const elements = inReadingOrder(chosen.filter((element) => readable.includes(element)));
  if (elements.length === 0)
    throw new SealchartError('E_USAGE', { detail: `of what you may take back, ${personLabel(person)} reads nothing that was named` });
  context.output.note(
    `You are about to take ${amountOf(elements.length, 'element')} back from ${personLabel(person)}: ${countsLine(elements)}`,
    `Their address: ${addressWords(person)}`,
    '',
    ...HONESTLY,
    '',
  );
  if (!(await isConfirmed(context, `Take it back from ${oneLine(person.name)}?`, options.yes))) {
    context.output.note('Nothing was changed.');
    return;
  }
  const ids = elements.map((element) => element.elementId);
  const outcomes = await context.follow('Revoking', 'elements', (onProgress) => client.revoke(ids, person.accountId, onProgress));
  const done = outcomes.filter((outcome) => outcome.ok).length;
  await context.output.answer({ person: personJson(person), outcomes: outcomesJson(outcomes) }, () => [
    ...(done === 0 ? [] : [`${personLabel(person)} can no longer read ${amountOf(done, 'element')}.`, HONESTLY_DONE]),
    ...doneLines(outcomes, context.output.style),
    ...failedLines(outcomes, elements, context.output.style),
  ]);
  return outcomesExit(outcomes);
}
