import type { ElementSummary, SealchartClient } from '@sealchart/sdk';
import MiniSearch from 'minisearch';
import type { Excerpt } from './view-types.ts';
import { folded, placedWords, wordsIn } from './words.ts';

interface Entry {
  readonly elementId: string;
  readonly contentVersion: number;
  readonly title: string;
  readonly text: string;
  readonly author: string;
}

type Client = Pick<SealchartClient, 'searchTexts' | 'searchTextsOf'>;
/** Account ids to names. */
type Names = ReadonlyMap<string, string>;

/** Entries that are taken up before other acts get their turn. */
const SLICE = 200;
/** Shorter words may be mistyped into anything. */
const FUZZY_FROM = 5;
const FUZZINESS = 0.2;
/** Characters of an excerpt on either side of what was found. */
const AROUND = 40;

/** The search over all texts of the account. It lives in the memory of the worker and ends with it at lock. */
export class TextSearch {
  readonly #index = new MiniSearch<Entry>({
    idField: 'elementId',
    fields: ['title', 'text', 'author'],
    tokenize: wordsIn,
    processTerm: folded,
  });
  readonly #entries = new Map<string, Entry>();
  #names: Names = new Map();
  #turn: Promise<void> = Promise.resolve();
  #isBuilt = false;

  /** Takes up what is new or changed among `rows`, all that lists show; the first time in slices. One at a time. */
  follow(client: Client, rows: readonly ElementSummary[], names: Names): Promise<void> {
    this.#turn = this.#turn.then(
      () => this.#follow(client, rows, names),
      () => this.#follow(client, rows, names),
    );
    return this.#turn;
  }

  /** Whether all texts were read once. */
  get isBuilt(): boolean {
    return this.#isBuilt;
  }

  /** The ids of what holds all words of the text, each as a whole or as a beginning; only where nothing does, also what is nearly so. */
  find(text: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = this.#search(text, false);
    return found.size > 0 ? found : this.#search(text, true);
  }

  /** What the title does not show of a find: the place in the text, or the author's name. */
  excerpt(elementId: string, terms: ReadonlySet<string>): Excerpt | undefined {
    const entry = this.#entries.get(elementId);
    if (!entry) return undefined;
    const inTitle = new Set(wordsIn(entry.title).map(folded));
    const hidden = new Set([...terms].filter((term) => !inTitle.has(term)));
    if (hidden.size === 0) return undefined;
    for (const text of [entry.text, entry.author]) {
      const place = placedWords(text).find(({ word }) => hidden.has(folded(word)));
      if (place) return cut(text, place.at, place.word);
    }
    return undefined;
  }

  #search(text: string, isFuzzy: boolean): Map<string, Set<string>> {
    const results = this.#index.search(text, {
      combineWith: 'AND',
      prefix: true,
      fuzzy: isFuzzy ? (term) => (term.length >= FUZZY_FROM && !/^\p{N}/u.test(term) ? FUZZINESS : false) : false,
    });
    return new Map(results.map(({ id, terms }) => [String(id), new Set(terms)]));
  }

  async #follow(client: Client, rows: readonly ElementSummary[], names: Names): Promise<void> {
    this.#names = names;
    const byId = new Map(rows.map((row) => [row.elementId, row]));
    if (!this.#isBuilt) {
      for await (const portion of client.searchTexts()) await this.#take(portion, byId);
      this.#isBuilt = true;
    }
    for (const elementId of [...this.#entries.keys()].filter((id) => !byId.has(id))) {
      this.#index.discard(elementId);
      this.#entries.delete(elementId);
    }
    const due = rows.filter(({ elementId, contentVersion, title, author }) => {
      const entry = this.#entries.get(elementId);
      return !entry || entry.contentVersion !== contentVersion || entry.title !== title || entry.author !== this.#nameOf(author);
    });
    if (due.length > 0) await this.#take(await client.searchTextsOf(due.map(({ elementId }) => elementId)), byId);
  }

  async #take(
    portion: readonly { readonly elementId: string; readonly text: string }[],
    byId: ReadonlyMap<string, ElementSummary>,
  ): Promise<void> {
    for (let from = 0; from < portion.length; from += SLICE) {
      for (const { elementId, text } of portion.slice(from, from + SLICE)) {
        const row = byId.get(elementId);
        if (row) this.#put({ elementId, text, title: row.title, contentVersion: row.contentVersion, author: this.#nameOf(row.author) });
      }
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  #put(entry: Entry): void {
    if (this.#entries.has(entry.elementId)) this.#index.replace(entry);
    else this.#index.add(entry);
    this.#entries.set(entry.elementId, entry);
  }

  #nameOf(accountId: string): string {
    return this.#names.get(accountId) ?? '';
  }
}

function cut(text: string, at: number, hit: string): Excerpt {
  const to = at + hit.length;
  // Between words, where there are any.
  const start = at > AROUND ? Math.min(text.indexOf(' ', at - AROUND) + 1 || at, at) : 0;
  const end = text.length - to > AROUND ? Math.max(text.lastIndexOf(' ', to + AROUND), to) : text.length;
  return {
    before: `${start > 0 ? '…' : ''}${text.slice(start, at)}`,
    hit,
    after: `${text.slice(to, end)}${end < text.length ? '…' : ''}`,
  };
}
