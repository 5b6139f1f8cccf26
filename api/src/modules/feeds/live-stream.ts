import { LIVE_EVENT } from '@sealchart/protocol';
import type { Caller } from '../../access/caller.ts';
import type { EventStream } from '../../platform/http/event-stream.ts';

/** One caller who is told that there is more in the own feed. */
export class LiveStream {
  readonly caller: Caller;
  /** When its session was last found alive; milliseconds since 1970. */
  provenAt: number;
  /** When it is looked after next. */
  beatAt: number;
  /** What the caller has, or was told of. */
  #told = Number.POSITIVE_INFINITY;
  /** Newest end of the feed that was heard of. */
  #newest = 0;
  #events: EventStream | undefined;

  constructor(caller: Caller, { provenAt, beatAt }: { readonly provenAt: number; readonly beatAt: number }) {
    this.caller = caller;
    this.provenAt = provenAt;
    this.beatAt = beatAt;
  }

  /** Begins to tell, all that was heard meanwhile included. `after`: how far the caller is. */
  begin(events: EventStream, after: number): void {
    this.#events = events;
    this.#told = after;
    this.#tell();
  }

  /** The feed ends at `newest`, as far as whoever calls this knows. */
  hear(newest: number): void {
    this.#newest = Math.max(this.#newest, newest);
    this.#tell();
  }

  beat(): void {
    this.#events?.beat();
  }

  /** Milliseconds that the caller has taken nothing. */
  get stuckMs(): number {
    return this.#events?.stuckMs ?? 0;
  }

  end(): void {
    this.#events?.end();
  }

  #tell(): void {
    if (!this.#events || this.#newest <= this.#told) return;
    this.#told = this.#newest;
    this.#events.say({ name: LIVE_EVENT, id: this.#newest });
  }
}
