import { SealchartError } from '@sealchart/protocol';
import type { HttpClient } from '../ports/http-client.ts';
import type { LocalStore } from '../ports/local-store.ts';

/** Where a device breaks down: at the n-th outside call from now on (from 1), before the call is done or right after. */
export interface Fault {
  readonly at: number;
  readonly moment: 'before' | 'after';
  /** `once`: the call fails and all goes on; `death`: nothing works any more, as when the process ended. */
  readonly kind: 'once' | 'death';
}

/** Makes the outside calls of a device fail where a spec says: requests and local writes are counted together. */
export class Faults {
  #fault: Fault | undefined;
  #calls = 0;

  /** From now on; undefined: everything works. */
  plan(fault: Fault | undefined): void {
    this.#fault = fault;
    this.#calls = 0;
  }

  /** Calls since the last plan. */
  get calls(): number {
    return this.#calls;
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
    const { at, moment, kind } = this.#fault ?? { at: 0, moment: 'before', kind: 'once' };
    if (this.#fault === undefined || this.#calls < at || (this.#calls > at && kind === 'once')) return act();
    // Whatever follows a death was never begun.
    if (this.#calls === at && moment === 'after') await act();
    throw new SealchartError(code, { detail: 'fault' });
  }
}
