import { SealchartError } from '@sealchart/protocol';
import { Directory } from './features/directory/directory.ts';
import type { ElementsContext } from './features/elements/context.ts';
import { contextOf } from './features/elements/context.ts';
import type { OpenWatch } from './features/live/watch.ts';
import type { Session } from './session/session.ts';

/** In which order the acts of one client run, and with which context: keys and pins move on between them. */
export class Acts {
  readonly #session: Session;
  #context: ElementsContext | undefined;
  readonly #watches = new Set<OpenWatch>();
  /** The act under way. Acts that move the local state on follow one another. */
  #last: Promise<unknown> = Promise.resolve();
  /** The long act whose step ran last, unless another act ran since. */
  #lastSeries: symbol | undefined;
  /** From one unlocking to the next locking: a long act ends with it. */
  #stay = Symbol('stay');

  constructor(session: Session) {
    this.#session = session;
  }

  /** Takes up what other clients of this store left. Errors as `Session.follow`. */
  follow(): Promise<void> {
    return this.#leaving(() => this.#session.follow());
  }

  /** Ends with the account. */
  addWatch(watch: OpenWatch): void {
    this.#watches.add(watch);
  }

  /** The account is not to be used any more: nobody watches it either. */
  leave(): void {
    this.#context = undefined;
    this.#stay = Symbol('stay');
    for (const watch of this.#watches) watch.end(new SealchartError('E_LOCKED'));
    this.#watches.clear();
  }

  /** The features' context of the account that is unlocked now. `E_LOCKED`. */
  elements(): ElementsContext {
    const session = this.#session.current();
    if (this.#context?.session !== session) this.#context = contextOf(session, new Directory(session));
    return this.#context;
  }

  /** Reads what is kept, without waiting for acts, but never what another client of this store has replaced since. */
  async read<T>(act: (context: ElementsContext) => Promise<T>): Promise<T> {
    await this.follow();
    return act(this.elements());
  }

  /** One act that moves the local state on, with the newest context. */
  act<T>(act: (context: ElementsContext) => Promise<T>): Promise<T> {
    return this.after(() => act(this.elements()));
  }

  /** The context of an act that takes a turn for each of its steps, so that others need not wait for all of it. `E_LOCKED`. */
  series(): ElementsContext {
    const [series, stay] = [Symbol('series'), this.#stay];
    return {
      ...this.elements(),
      inTurn: (step) =>
        this.after(async (isAfterOthers) => {
          if (stay !== this.#stay) throw new SealchartError('E_LOCKED');
          return step(this.elements(), isAfterOthers);
        }, series),
    };
  }

  /** A long act, step by step: see `series`. */
  async inSteps<T>(act: (context: ElementsContext) => Promise<T>): Promise<T> {
    return act(this.series());
  }

  /** An act that finds its context itself: those on the keys leave another one behind. `series`: the long act of which it is a step. */
  after<T>(act: (isAfterOthers: boolean) => Promise<T>, series?: symbol): Promise<T> {
    const result = this.#last.then(() => {
      const isAfterOthers = series === undefined || this.#lastSeries !== series;
      this.#lastSeries = series;
      return this.#inTurn((isMoved) => act(isAfterOthers || isMoved));
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** When what another client did ends the account here, nobody watches it any more. */
  async #leaving<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!this.#session.isOpen) this.leave();
      throw error;
    }
  }

  /** One turn among all clients of this store. What was read of people before others wrote is read anew. */
  #inTurn<T>(act: (isMoved: boolean) => Promise<T>): Promise<T> {
    return this.#leaving(() =>
      this.#session.inTurn(async () => {
        const isMoved = this.#session.isOpen && (await this.#session.current().store.isMoved());
        if (isMoved) this.#context = undefined;
        return act(isMoved);
      }),
    );
  }
}
