import { SealchartError, toB64u } from '@sealchart/protocol';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { isSameEntry } from '../../store/expectation.ts';
import type { SealedChanges, SealedStore } from '../../store/sealed-store.ts';
import type { IndexHead, KeptText } from './index-pages.ts';
import { INDEX_HEAD, IndexHead as IndexHeadSchema, RowPage, TextPage, pageKey, textsKey, unpackRows, unpackTexts } from './index-pages.ts';
import type { PageChanges } from './index-plan.ts';
import { IndexPlan } from './index-plan.ts';
import type { IndexRow } from './index-row.ts';
import type { IndexPage, IndexSnapshot } from './index-snapshot.ts';
import { snapshotOf, textOf } from './index-snapshot.ts';
import type { ShownElement } from './stored-element.ts';
import { ELEMENTS, StoredElement, elementKey, isShown } from './stored-element.ts';

/** Looks at pages that somebody else is just writing. */
const READS = 4;
/** Tries of one write when others write at the same time. */
const WRITES = 20;
const VERSION_OCTETS = 9;

type Account = Pick<UnlockedSession, 'store' | 'account' | 'ports'>;
type Write = (all: SealedChanges) => Promise<void>;
/** What becomes of elements in a write; undefined: lists do not show it. */
type Touched = ReadonlyMap<string, ShownElement | undefined>;

const indexes = new WeakMap<SealedStore, ElementIndex>();

/** The index of the store of an unlocked account; from the first call on, pages change in the same write as the entries. */
export function elementIndex(session: Account): ElementIndex {
  const known = indexes.get(session.store);
  if (known) return known;
  const index = new ElementIndex(session);
  indexes.set(session.store, index);
  return index;
}

/** Rows of one page with the texts that are kept of them. */
export interface TextPortion {
  readonly rows: ReadonlyMap<string, IndexRow>;
  readonly texts: ReadonlyMap<string, KeptText>;
}

/**
 * [Note: Index pages] Sealed pages of up to a thousand rows stand for the entries of all elements that lists show. The entries stay the
 * truth: pages that are missing, damaged or do not belong together are not used, and are made anew from them. Every write of an entry
 * takes the pages that it touches with it, and expects the head that it worked from: two clients of one store cannot take rows back
 * from each other.
 */
export class ElementIndex {
  readonly #store: SealedStore;
  readonly #accountId: string;
  readonly #newVersion: () => string;
  /** Pages as they were read or written last; each counts while the head names its version. */
  #kept: ReadonlyMap<number, IndexPage> = new Map();
  /** The texts that were read last: what is added often comes to the same page. */
  #lastTexts: { readonly version: string; readonly texts: ReadonlyMap<string, KeptText> } | undefined;
  #isUnusable = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ store, account, ports }: Account) {
    this.#store = store;
    this.#accountId = account.accountId;
    this.#newVersion = () => toB64u(ports.random.bytes(VERSION_OCTETS));
    store.mirrorBy((changes, write) => this.#mirror(changes, write));
  }

  /** The row of every element that is shown, in no order. `E_STORE` when neither pages nor entries can be read. */
  async rows(): Promise<IndexRow[]> {
    const { pages } = (await this.#load()) ?? (await this.#made());
    return [...pages.values()].flatMap(({ rows }) => [...rows.values()]);
  }

  /** Texts page by page; `wanted`: only pages that hold one of these elements. */
  async *texts(wanted?: readonly string[]): AsyncGenerator<TextPortion, void, void> {
    const { pages, made } = (await this.#load()) ?? (await this.#made());
    for (const page of pages.values()) {
      if (wanted && !wanted.some((elementId) => page.rows.has(elementId))) continue;
      yield { rows: page.rows, texts: made ?? (await this.#textsOf(page)) };
    }
  }

  /** Makes the pages where there are none, or were found damaged. Part of an act that moves the record on. */
  async mend(): Promise<void> {
    const isThere = (await this.#head()) !== undefined;
    if (isThere && !this.#isUnusable) return;
    await this.#inOrder(() => this.#writeAll({}, new Map(), (all) => this.#store.write(all)));
    this.#isUnusable = false;
  }

  /** See [Note: Index pages]. */
  async #mirror(changes: SealedChanges, write: Write): Promise<void> {
    const touched = touchedBy(changes);
    await (touched.size === 0 ? write(changes) : this.#inOrder(() => this.#writeAll(changes, touched, write)));
  }

  async #writeAll(changes: SealedChanges, touched: Touched, write: Write): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const base = (await this.#load()) ?? (await this.#made().catch(ignoreDamage));
      const pages = base ? await this.#changesOf(base, touched) : WITHOUT_PAGES;
      const expected = base ? [[INDEX_HEAD, base.sealedHead] as const] : [];
      try {
        await write({
          put: new Map([...(changes.put ?? []), ...pages.put]),
          remove: [...(changes.remove ?? []), ...pages.remove],
          expected: new Map([...(changes.expected ?? []), ...expected]),
        });
        this.#kept = pages.pages;
        return;
      } catch (error) {
        if (!(error instanceof SealchartError) || error.code !== 'E_BUSY' || tries === WRITES) throw error;
        if (!base || (await this.#isHead(base.sealedHead))) throw error;
      }
    }
  }

  async #changesOf(base: IndexSnapshot, touched: Touched): Promise<PageChanges> {
    const plan = new IndexPlan(base, this.#accountId);
    for (const [elementId, stored] of touched) plan.take(elementId, stored);
    return plan.changes(this.#newVersion, async (page) => (base.made ? new Map() : this.#textsOf(page)));
  }

  /** Writes with pages follow one another: each works from what the one before left. */
  #inOrder(write: () => Promise<void>): Promise<void> {
    const result = this.#last.then(write);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** The pages that belong together now; undefined where there are none, or not whole. */
  async #load(): Promise<IndexSnapshot | undefined> {
    for (let reads = 0; reads < READS; reads += 1) {
      const head = await this.#head();
      if (!head) return undefined;
      const pages = await Promise.all(head.value.pages.map((place) => this.#page(place)));
      const whole = pages.filter((page) => page !== undefined);
      if (whole.length < pages.length) continue;
      this.#kept = new Map(whole.map((page) => [page.id, page]));
      return { sealedHead: head.sealed, pages: this.#kept };
    }
    this.#isUnusable = true;
    return undefined;
  }

  /** Whether the pages are still those: then something else was not as a write expected it. */
  async #isHead(sealed: Uint8Array | undefined): Promise<boolean> {
    return isSameEntry(await this.#store.getSealedBytes(INDEX_HEAD), sealed);
  }

  #head(): Promise<{ readonly value: IndexHead; readonly sealed: Uint8Array } | undefined> {
    return this.#store.getSealed(INDEX_HEAD, IndexHeadSchema).catch(ignoreDamage);
  }

  async #page({ id, version, texts }: IndexHead['pages'][number]): Promise<IndexPage | undefined> {
    const kept = this.#kept.get(id);
    if (kept?.version === version) return kept;
    const page = await this.#store.get(pageKey(id), RowPage).catch(ignoreDamage);
    return page?.version === version ? { id, version, texts, rows: unpackRows(page) } : undefined;
  }

  /** The texts of a page; from the entries where the page of texts is missing or damaged. */
  async #textsOf({ id, texts: version, rows }: IndexPage): Promise<ReadonlyMap<string, KeptText>> {
    if (version === undefined) return new Map();
    if (this.#lastTexts?.version === version) return this.#lastTexts.texts;
    const page = await this.#store.get(textsKey(id), TextPage).catch(ignoreDamage);
    // A newer page than the head named is as good: each text says of which content it is.
    if (page) {
      const texts = unpackTexts(page);
      if (page.version === version) this.#lastTexts = { version, texts };
      return texts;
    }
    this.#isUnusable = true;
    return this.#textsOfEntries(rows);
  }

  async #textsOfEntries(rows: ReadonlyMap<string, IndexRow>): Promise<ReadonlyMap<string, KeptText>> {
    const texts = new Map<string, KeptText>();
    for (const elementId of rows.keys()) {
      const stored = await this.#store.get(elementKey(elementId), StoredElement);
      const text = stored && isShown(stored) ? textOf(stored) : undefined;
      if (text) texts.set(elementId, text);
    }
    return texts;
  }

  /** Pages as they are to be, of all entries. */
  async #made(): Promise<IndexSnapshot> {
    this.#isUnusable = true;
    // Read before the entries: whoever writes one of them later writes another head.
    const sealedHead = await this.#store.getSealedBytes(INDEX_HEAD);
    const shown = [...(await this.#store.getAll(ELEMENTS, StoredElement)).values()].filter(isShown);
    return snapshotOf(shown, this.#accountId, sealedHead);
  }
}

/** An entry that cannot be opened is in the way of the pages, not of what is written. */
const WITHOUT_PAGES: PageChanges = { put: new Map(), remove: [INDEX_HEAD], pages: new Map() };

function touchedBy({ put = new Map<string, unknown>(), remove = [] }: SealedChanges): Touched {
  const touched = new Map<string, ShownElement | undefined>();
  for (const key of remove) if (key.startsWith(ELEMENTS)) touched.set(key.slice(ELEMENTS.length), undefined);
  for (const [key, value] of put) {
    const stored = value as StoredElement;
    if (key.startsWith(ELEMENTS)) touched.set(key.slice(ELEMENTS.length), isShown(stored) ? stored : undefined);
  }
  return touched;
}

/** What is damaged is made anew. */
function ignoreDamage(error: unknown): undefined {
  if (!(error instanceof SealchartError) || error.code !== 'E_STORE') throw error;
}
