import type { FhirEntry } from '../../fhir/items.ts';
import type { UnlockedSession } from '../../session/unlocked-session.ts';
import { syncElements } from '../../sync/sync.ts';
import type { ElementsContext } from '../elements/context.ts';
import type { Decision, ImportPolicy } from './entry-decision.ts';
import { decide } from './entry-decision.ts';
import { updateEntries } from './entry-update.ts';
import type { ChangedEntry, RefusedEntry } from './import-journal.ts';
import type { ImportRun, SealedEntry } from './import-run.ts';
import { ResourceIndex } from './resource-index.ts';

/** New versions in one turn: each takes several requests, and others wait meanwhile. */
const UPDATES = 10;

/** A batch of entries, decided and sealed by what was known then. */
interface Prepared extends Decision {
  readonly sealed: readonly SealedEntry[];
  /** Of what it was decided by; it has learned of these entries. */
  readonly index: ResourceIndex;
}

/**
 * Brings the entries of a file in, batch by batch, each in a turn of its own. While one is on its way the next is decided and sealed
 * outside of any turn; where others acted before its turn, it is decided and sealed again by what is there then, with the keys of then.
 */
export class EntryIntake {
  readonly #context: ElementsContext;
  readonly #run: ImportRun;
  readonly #policy: ImportPolicy;
  #index: ResourceIndex;
  #session: UnlockedSession;

  private constructor(context: ElementsContext, run: ImportRun, policy: ImportPolicy, begun: Begun) {
    this.#context = context;
    this.#run = run;
    this.#policy = policy;
    this.#index = begun.index;
    this.#session = begun.session;
  }

  /** Sends what an earlier run left, and takes up what other devices brought in. */
  static async begin(context: ElementsContext, run: ImportRun, policy: ImportPolicy): Promise<EntryIntake> {
    // What is much comes in turns; what comes meanwhile is little.
    await syncElements(context);
    const begun = await context.inTurn(async (current) => {
      await run.resume(current.session);
      await syncElements(current);
      return { index: await ResourceIndex.of(current, run.journal.importId), session: current.session };
    });
    return new EntryIntake(context, run, policy, begun);
  }

  /** Decides and seals a batch ahead of its turn; undefined when that fails, because the account moves or is locked. Touches neither store nor network. */
  async prepare(entries: readonly FhirEntry[], onSealed: () => void): Promise<Prepared | undefined> {
    try {
      return await this.#prepare(this.#session, entries, onSealed);
    } catch {
      // The batch is prepared anew in its turn, and fails there if it has to.
      return undefined;
    }
  }

  /** Takes a batch in. Errors of the network and the session stop it; the journal tells how far it has come. */
  async take(entries: readonly FhirEntry[], early: Prepared | undefined): Promise<void> {
    let [left, prepared] = [entries, early];
    const changed: ChangedEntry[] = [];
    const refused: RefusedEntry[] = [];
    for (let isTaken = false; !isTaken;) {
      isTaken = await this.#context.inTurn(async (current, isAfterOthers) => {
        const ready = await this.#ready(current, left, isAfterOthers ? undefined : prepared);
        const now = ready.updates.slice(0, UPDATES);
        const made = await updateEntries(current, now);
        changed.push(...made.changed);
        refused.push(...made.refused);
        if (now.length < ready.updates.length) {
          const done = new Set(now.map(({ entry }) => entry.index));
          left = left.filter(({ index }) => !done.has(index));
          prepared = { ...ready, updates: ready.updates.slice(UPDATES) };
          return false;
        }
        const taken = entries.map(({ index }) => index);
        const settled = { ...ready, taken, refused, changed: inOrder([...ready.changed, ...changed]) };
        const written = await this.#run.writeDown(current.session, ready.sealed, settled);
        if (written) await this.#run.send(current.session, written);
        return true;
      });
    }
  }

  /** What was prepared, if it still holds: an index that has learned of these entries would take them for there already. */
  async #ready(current: ElementsContext, entries: readonly FhirEntry[], prepared: Prepared | undefined): Promise<Prepared> {
    this.#session = current.session;
    if (prepared?.index === this.#index) return prepared;
    if (!prepared) this.#index = await ResourceIndex.of(current, this.#run.journal.importId);
    return this.#prepare(current.session, entries);
  }

  async #prepare(session: UnlockedSession, entries: readonly FhirEntry[], onSealed?: () => void): Promise<Prepared> {
    const index = this.#index;
    const decision = await decide(index, entries, this.#policy);
    return { ...decision, index, sealed: await this.#run.seal(session, decision.fresh, onSealed) };
  }
}

interface Begun {
  readonly index: ResourceIndex;
  readonly session: UnlockedSession;
}

/** In the order of the file. */
export function inOrder<T extends { readonly index: number }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => a.index - b.index);
}
