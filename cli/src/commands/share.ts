import { Command, Option } from 'commander';
import { SealchartError, atLeast } from '@sealchart/protocol';
import type { ElementSummary, Grant, Person, Reader, SealchartClient } from '@sealchart/sdk';
import type { ExitCode } from '../failure.ts';
import { amountOf } from '../terminal/amount.ts';
import { oneLine } from '../terminal/escape.ts';
import { termsWords } from './access-view.ts';
import { isConfirmed } from './confirmation.ts';
import type { CommandContext } from './context.ts';
import { ALIAS_NAMES } from './element-types.ts';
import { countsLine, inReadingOrder } from './element-view.ts';
import type { Execute } from './execute.ts';
import { COMMAND, examples } from './execute.ts';
import type { PlannedAccess } from './grant-view.ts';
import { ROLES, isAllNew, plannedAccess, plannedLines, requireFuture } from './grant-view.ts';
import { doneLines, failedLines, outcomesExit, outcomesJson } from './outcome-view.ts';
import { lookUpPerson } from './person-reference.ts';
import { personJson, personLabel, personLines } from './person-view.ts';
import { readerLines } from './reader-view.ts';
import { select } from './selection.ts';
import { syncFirst } from './sync-step.ts';
import { localMinuteOf } from './time-view.ts';
import { UNTIL_WORDS, parseUntil } from './until-option.ts';

interface ShareOptions {
  readonly with: string;
  readonly role?: NonNullable<Grant['role']>;
  readonly until?: string;
  readonly history?: boolean;
  readonly type?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** Columns in front of the table of readers. */
const READERS_INDENT = 2;

/** Titles that the review names one by one. */
const NAMED = 20;

export function shareCommand(execute: Execute): Command {
  const roles = Object.entries(ROLES).map(([role, may]) => `${role} (${may})`);
  return new Command('share')
    .description('let a person read elements, or change what they may')
    .argument('[elements...]', 'ids, or their beginnings')
    .requiredOption('--with <person>', 'e-mail address or account id')
    .option('--type <types>', `everything of these types: FHIR types or ${ALIAS_NAMES.join(', ')}`)
    .option('--all', 'everything that you may share')
    .addOption(
      new Option('--role <role>', `${roles.join(', ')}; default: viewer, or what the person is already`).choices(Object.keys(ROLES)),
    )
    .option('--until <end>', `when it ends by itself: ${UNTIL_WORDS}`)
    .option('--history', 'earlier versions too')
    .option('--no-history', 'no earlier versions, also where they were shared before')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nBefore anything is shared you see who will be able to read it, and whether their keys are verified. For somebody who reads\nit already, what you leave out stays as it is.',
    )
    .addHelpText(
      'after',
      examples(
        'share --type allergies,medications --with doctor@example.org --until 30d',
        'share elm_Xy12ab elm_Qr34cd --with doctor@example.org --role editor --yes',
        'share elm_Xy12ab --with doctor@example.org --until never --history',
      ),
    )
    .action((references: string[], options: ShareOptions, command: Command) =>
      execute(command, (context) => share(context, references, options)),
    );
}

async function share(context: CommandContext, references: readonly string[], options: ShareOptions): Promise<ExitCode | void> {
  const grant = grantOf(options, context.host.now());
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
  const review = await reviewOf(client, { elements, person, grant });
  requireFuture(review.planned);
  tellReview(context, review);
  if (!(await isConfirmed(context, `Share ${amountOf(elements.length, 'element')} with ${oneLine(person.name)}?`, options.yes))) {
    context.output.note('Nothing was shared.');
    return;
  }
  const ids = elements.map((element) => element.elementId);
  const outcomes = await context.follow('Sharing', 'elements', (onProgress) => client.share(ids, person.accountId, grant, onProgress));
  const shared = outcomes.filter((outcome) => outcome.ok).length;
  const { style } = context.output;
  const json = { person: personJson(person), role: grant.role ?? null, grant, outcomes: outcomesJson(outcomes) };
  await context.output.answer(json, () => [
    ...(shared === 0 ? [] : [`${amountOf(shared, 'element')} shared with ${personLabel(person)}${grantWords(review)}.`]),
    ...doneLines(outcomes, style),
    ...failedLines(outcomes, elements, style),
    ...(shared === 0 ? [] : [`Take it back with: ${COMMAND} revoke ${selectionWords(references, options)} --from ${options.with}`]),
  ]);
  return outcomesExit(outcomes);
}

/** What was shared, as `revoke` is told to take back the same and nothing else. */
function selectionWords(references: readonly string[], { type, all }: ShareOptions): string {
  if (all === true) return '--all';
  return type === undefined ? references.map(oneLine).join(' ') : `--type ${oneLine(type)}`;
}

function grantOf({ role, until, history }: ShareOptions, now: number): Grant {
  return {
    ...(role === undefined ? {} : { role }),
    ...(until === undefined ? {} : { until: parseUntil(until, now) }),
    ...(history === undefined ? {} : { history }),
  };
}

interface Review {
  readonly elements: readonly ElementSummary[];
  readonly person: Person;
  readonly grant: Grant;
  /** For each element. */
  readonly planned: readonly PlannedAccess[];
  /** Everyone who reads one of them then. */
  readonly readers: readonly Reader[];
}

/** What leaves, and everyone who will be able to read it. */
async function reviewOf(client: SealchartClient, { elements, person, grant }: Omit<Review, 'planned' | 'readers'>): Promise<Review> {
  const readers = new Map<string, Reader>();
  const add = (reader: Reader): void => {
    const known = readers.get(reader.person.accountId);
    if (!known || known.hasEnded || (!reader.hasEnded && atLeast(reader.role, known.role))) readers.set(reader.person.accountId, reader);
  };
  const planned: PlannedAccess[] = [];
  for (const element of elements) {
    const now = await client.readers(element.elementId);
    const access = plannedAccess(
      now.find((reader) => reader.person.accountId === person.accountId),
      grant,
    );
    planned.push(access);
    now.filter((reader) => reader.person.accountId !== person.accountId).forEach(add);
    const { role, until, history = false } = access.after;
    const hasEnded = access.before?.hasEnded === true && access.before.until === until;
    add({ person, role, isSelf: false, ...(until === undefined ? {} : { until }), hasEnded, history });
  }
  return { elements, person, grant, planned, readers: [...readers.values()] };
}

/** ` as viewer until …`; nothing where different elements meet a different fate. */
function grantWords({ planned }: Review): string {
  const [first] = planned;
  return first && isAllNew(planned) ? ` as ${termsWords(first.after)}` : '';
}

function tellReview(context: CommandContext, review: Review): void {
  if (context.output.isJson) return;
  const { elements, person, grant, planned, readers } = review;
  const { noteStyle } = context.output;
  const { role } = planned[0]?.after ?? {};
  const may =
    isAllNew(planned) && role !== undefined && role !== 'owner'
      ? [`They are let in${grantWords(review)}. ${role === 'editor' ? 'An' : 'A'} ${role} ${ROLES[role]}.`]
      : [];
  context.output.note(
    `You are about to share ${amountOf(elements.length, 'element')}: ${countsLine(elements)}`,
    ...elements.slice(0, NAMED).map((element) => `  - ${oneLine(element.title)}`),
    ...(elements.length > NAMED ? [`  and ${elements.length - NAMED} more`] : []),
    '',
    'With:',
    ...personLines(person, noteStyle),
    '',
    ...may,
    ...(isAllNew(planned) ? [] : ['What changes for them:', ...plannedLines(planned)]),
    ...(typeof grant.until === 'string' ? [`It ends by itself on ${noteStyle.bold(localMinuteOf(grant.until))}.`] : []),
    '',
    'Who will be able to read some or all of it:',
    ...readerLines(readers, context.output, READERS_INDENT).map((line) => `  ${line}`),
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
