import type { OwnAccount, Person } from '@sealchart/sdk';
import { oneLine } from '../terminal/escape.ts';
import type { Style } from '../terminal/style.ts';

/** What stands behind a name wherever a person appears: in words, so that nothing hangs on a colour. */
export function stateWords(state: Person['state']): string {
  return { verified: 'verified', unverified: 'not verified', changed: 'KEY CHANGED' }[state];
}

/** The state, coloured. */
export function paintState(state: Person['state'], style: Style, text = stateWords(state)): string {
  return { verified: style.good, unverified: style.warn, changed: style.bad }[state](text);
}

/** A person in a few words: the name they gave themself and what is proven about them. */
export function personLabel(person: Person): string {
  return `${oneLine(person.name)} (${stateWords(person.state)})`;
}

/** An address wherever a person is chosen by it: the server says whose it is, and nobody proved it. */
export function addressWords(person: Person): string {
  return person.identifier === undefined ? 'not known on this device' : `${oneLine(person.identifier)} (not confirmed)`;
}

/** The same above a column. */
export const ADDRESS_HEADING = 'ADDRESS (NOT CONFIRMED)';

/** Six words as they are read aloud. */
export function wordsLine(words: readonly string[]): string {
  return words.join(' ');
}

/** A fingerprint in groups of four. */
export function fingerprintLine(fingerprint: string): string {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(' ');
}

/** Everything known about a person, one fact a line. */
export function personLines(person: Person, style: Style): string[] {
  return [
    `${style.bold(oneLine(person.name))}  (name given by themself)`,
    `  address      ${addressWords(person)}`,
    `  account      ${person.accountId}`,
    `  words        ${style.bold(wordsLine(person.words))}`,
    `  fingerprint  ${fingerprintLine(person.fingerprint)}`,
    `  key          ${paintState(person.state, style)}`,
  ];
}

/** What an account is called. People choose their names, and could end one with a mark: the mark is kept apart, so that it is never cut. */
export interface Label {
  readonly name: string;
  readonly mark: string;
}

/** Labels of accounts: `me`, the name of a known person with its state, or the beginning of an unknown id. */
export function labelsOf(account: OwnAccount, people: readonly Person[]): (accountId: string) => Label {
  const known = new Map<string, Label>(
    people.map((person) => [person.accountId, { name: oneLine(person.name), mark: ` (${stateWords(person.state)})` }]),
  );
  known.set(account.accountId, { name: 'me', mark: '' });
  return (accountId) => known.get(accountId) ?? { name: `${accountId.slice(0, 10)}…`, mark: ' (not known)' };
}

/** Labels in one piece, for places where nothing is cut. */
export function namesOf(account: OwnAccount, people: readonly Person[]): (accountId: string) => string {
  const labelOf = labelsOf(account, people);
  return (accountId) => {
    const { name, mark } = labelOf(accountId);
    return name + mark;
  };
}

/** A person in answers of `--json`. */
export function personJson(person: Person): Record<string, unknown> {
  const { accountId, name, identifier, fingerprint, words, state } = person;
  return { accountId, name, ...(identifier === undefined ? {} : { identifier }), fingerprint, words, state };
}
