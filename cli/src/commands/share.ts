import { Command, Option } from 'commander';
import { SealchartError, atLeast } from '@sealchart/protocol';
import type { ElementSummary, Person, Reader, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { isConfirmed } from './confirmation.ts';
import type { CommandContext } from './context.ts';
import { ALIAS_NAMES } from './element-types.ts';
import { countsLine, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import { failedLines, outcomesExit, outcomesJson } from './outcome-view.ts';
import { lookUpPerson } from './person-reference.ts';
import { personJson, personLabel, personLines } from './person-view.ts';
import { readerLines } from './reader-view.ts';
import { select } from './selection.ts';
import { syncFirst } from './sync-step.ts';

type SharedRole = Exclude<Reader['role'], 'owner'>;

interface ShareOptions {
  readonly with: string;
  readonly role: SharedRole;
  readonly type?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** What each role may do, in the words of the help. */
const ROLES = { viewer: 'reads', editor: 'reads and writes new versions', manager: 'reads, writes, shares with others' } as const;

/** Columns in front of the table of readers. */
const READERS_INDENT = 2;

/** Titles that the review names one by one. */
const NAMED = 20;

export function shareCommand(execute: Execute): Command {
  const roles = Object.entries(ROLES).map(([role, may]) => `${role} (${may})`);
  return new Command('share')
    .description('let a person read elements')
    .argument('[elements...]', 'ids, or their beginnings')
    .requiredOption('--with <person>', 'e-mail address or account id')
    .option('--type <types>', `everything of these types: FHIR types or ${ALIAS_NAMES.join(', ')}`)
    .option('--all', 'everything that you may share')
    .addOption(new Option('--role <role>', roles.join(', ')).choices(Object.keys(ROLES)).default('viewer'))
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nBefore anything is shared you see who will be able to read it, and whether their keys are verified.')
    .addHelpText(
      'after',
      examples(
        'share --type allergies,medications --with doctor@example.org',
        'share elm_Xy12ab elm_Qr34cd --with doctor@example.org --role editor --yes',
      ),
    )
    .action((references: string[], options: ShareOptions, command: Command) =>
      execute(command, (context) => share(context, references, options)),
    );
}

async function share(context: CommandContext, references: readonly string[], options: ShareOptions): Promise<ExitCode | void> {
  const { client, account } = await context.open();
  await syncFirst(context, client);
  const all = await client.list();
  const mine = all.filter((element) => atLeast(element.role, 'manager'));
  const elements = inReadingOrder(select({ references, types: options.type, isAll: options.all === true }, all, mine));
  const person = await lookUpPerson(client, options.with);
  if (person.accountId === account.accountId) throw new SealchartError('E_USAGE', { detail: 'you can read it already' });
  if (person.state === 'changed') throw new SealchartError('E_KEY_CHANGED', { detail: personLabel(person) });
  if (elements.length === 0)
    throw new SealchartError('E_USAGE', {
      detail: 'you have nothing that you may share; others’ elements are shared by their owners and managers',
    });
  await review(context, { client, elements, person, role: options.role });
  if (!(await isConfirmed(context, `Share ${amountOf(elements.length, 'element')} with ${oneLine(person.name)}?`, options.yes))) {
    context.output.note('Nothing was shared.');
    return;
  }
  const ids = elements.map((element) => element.elementId);
  const outcomes = await context.follow('Sharing', 'elements', (onProgress) =>
    client.share(ids, person.accountId, { role: options.role }, onProgress),
  );
  const shared = outcomes.filter((outcome) => outcome.ok).length;
  const { style } = context.output;
  await context.output.answer({ person: personJson(person), role: options.role, outcomes: outcomesJson(outcomes) }, () => [
    ...(shared === 0 ? [] : [`${amountOf(shared, 'element')} shared with ${personLabel(person)} as ${options.role}.`]),
    ...failedLines(outcomes, elements, style),
    ...(shared === 0 ? [] : [`Take it back with: ${COMMAND} revoke --from ${options.with} --all`]),
  ]);
  return outcomesExit(outcomes);
}

interface Review {
  readonly client: SealchartClient;
  readonly elements: readonly ElementSummary[];
  readonly person: Person;
  readonly role: SharedRole;
}

/** Says what leaves, and everyone who will be able to read it. */
async function review(context: CommandContext, { client, elements, person, role }: Review): Promise<void> {
  if (context.output.isJson) return;
  const readers = new Map<string, Reader>();
  for (const element of elements) {
    for (const reader of await client.readers(element.elementId)) {
      const known = readers.get(reader.person.accountId);
      if (!known || atLeast(reader.role, known.role)) readers.set(reader.person.accountId, reader);
    }
  }
  readers.set(person.accountId, { person, role, isSelf: false, hasEnded: false, history: false });
  const { noteStyle } = context.output;
  context.output.note(
    `You are about to share ${amountOf(elements.length, 'element')}: ${countsLine(elements)}`,
    ...elements.slice(0, NAMED).map((element) => `  - ${oneLine(element.title)}`),
    ...(elements.length > NAMED ? [`  and ${elements.length - NAMED} more`] : []),
    '',
    `With, as ${role} (${ROLES[role]}):`,
    ...personLines(person, noteStyle),
    '',
    'Who will be able to read some or all of it:',
    ...readerLines([...readers.values()], context.output, READERS_INDENT).map((line) => `  ${line}`),
    ...(person.state === 'verified'
      ? []
      : [
          '',
          noteStyle.warn(
            `The key of ${oneLine(person.name)} is not verified: the server could have given you another. See "${COMMAND} verify".`,
          ),
        ]),
    '',
  );
}
