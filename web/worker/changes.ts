/** Acts that only read. Every other act may change what lists show; opening an element may bring a newer version of it. */
const READS: ReadonlySet<string> = new Set([
  'account',
  'compareVersions',
  'conflicts',
  'erased',
  'history',
  'imports',
  'list',
  'logins',
  'openVersion',
  'people',
  'readers',
  'refused',
  'refusedCount',
  'searchTexts',
  'searchTextsOf',
  'seenBy',
  'sessions',
  'state',
  'usage',
  'verificationCode',
  'waiting',
  'waysIn',
  'whoSees',
]);

/** While an act runs, what it has done so far is looked at this often. */
const LOOK_MS = 500;

/** Notices when acts of this worker may have changed what is kept, so that what was derived from it is derived anew. */
export class Changes {
  #count = 0;
  #running = 0;

  /** As long as it answers the same, nothing has changed through this worker. */
  revision(): string {
    return this.#running === 0 ? String(this.#count) : `${this.#count}+${Math.floor(performance.now() / LOOK_MS)}`;
  }

  /** Whether an act runs that may change something. */
  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** Grows with every act that ended. */
  get ended(): number {
    return this.#count;
  }

  /** Something changed that no act of this worker did. */
  touch(): void {
    this.#count += 1;
  }

  /** The same client, whose acts are noticed. */
  watched<T extends object>(client: T): T {
    return new Proxy(client, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          const result: unknown = Reflect.apply(member, target, args);
          return result instanceof Promise && !READS.has(String(name)) ? this.#noticed(result) : result;
        };
      },
    });
  }

  async #noticed(act: Promise<unknown>): Promise<unknown> {
    this.#running += 1;
    try {
      return await act;
    } finally {
      this.#running -= 1;
      this.#count += 1;
    }
  }
}
