import type { HttpClient, LocalStore } from '@sealchart/sdk';
import { SealchartError } from '@sealchart/sdk';

/** Where a device breaks down: at the n-th outside call from now on (from 1), before the call is done or right after. */
export interface Breakage {
  readonly at: number;
  readonly moment: 'before' | 'after';
  /** `once`: this call fails; `outage`: nothing reaches the server from then on; `death`: the process ends. */
  readonly kind: 'once' | 'outage' | 'death';
}

/** Breaks requests and local writes, which are counted together; what a device reads of its own store changes nothing. */
export class Breakdown {
  #plan: Breakage | undefined;
  #calls = 0;

  /** From now on; undefined: everything works. */
  plan(breakage: Breakage | undefined): void {
    this.#plan = breakage;
    this.#calls = 0;
  }

  /** Calls since the last plan. */
  get calls(): number {
    return this.#calls;
  }

  /** Whether the planned call was reached. */
  get hasStruck(): boolean {
    return this.#plan !== undefined && this.#calls >= this.#plan.at;
  }

  http(http: HttpClient): HttpClient {
    return { send: (request) => this.#run('E_NETWORK', () => http.send(request)) };
  }

  store<T extends LocalStore>(store: T): T {
    return {
      ...store,
      write: (changes) => this.#run('E_STORE', () => store.write(changes)),
      clear: () => this.#run('E_STORE', () => store.clear()),
    };
  }

  async #run<T>(code: 'E_NETWORK' | 'E_STORE', act: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    if (!this.#plan || this.#calls < this.#plan.at) return act();
    const { at, moment, kind } = this.#plan;
    const isOver = kind === 'once' && this.#calls > at;
    // The own store goes on without the network.
    if (isOver || (kind === 'outage' && code === 'E_STORE')) return act();
    // Whatever follows was never begun.
    if (this.#calls === at && moment === 'after') await act();
    throw new SealchartError(code, { detail: 'broken down' });
  }
}
