import { Command } from 'commander';
import { oneLine } from '../terminal/escape.ts';
import { tableLines } from '../terminal/table.ts';
import type { CommandContext } from './context.ts';
import type { Execute } from './execute.ts';
import { examples } from './execute.ts';
import { ADDRESS_HEADING, paintState, personJson, stateWords, wordsLine } from './person-view.ts';

export function peopleCommand(execute: Execute): Command {
  return new Command('people')
    .description('list the people this device knows, and what is proven about them')
    .addHelpText(
      'after',
      '\nNames are given by the people themselves, addresses are not confirmed. Only words you compared prove who it is: see verify.',
    )
    .addHelpText('after', examples('people'))
    .action((_options: unknown, command: Command) => execute(command, people));
}

async function people(context: CommandContext): Promise<void> {
  const { client } = await context.open();
  const known = (await client.people()).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const { style, columns } = context.output;
  await context.output.answer({ people: known.map(personJson) }, () => {
    if (known.length === 0) return ['You know nobody here yet. Somebody appears when you share, or when something is shared with you.'];
    return tableLines(
      known,
      [
        { heading: 'NAME', cell: (person) => oneLine(person.name) },
        {
          heading: 'KEY',
          cell: (person) => stateWords(person.state),
          max: 12,
          paint: (text, person) => paintState(person.state, style, text),
        },
        { heading: ADDRESS_HEADING, cell: (person) => oneLine(person.identifier ?? '-'), max: 40, min: 16, spare: 1 },
        { heading: 'WORDS', cell: (person) => wordsLine(person.words), max: 60 },
        { heading: 'ACCOUNT', cell: (person) => person.accountId, max: 26, spare: 2 },
      ],
      columns,
    );
  });
}
