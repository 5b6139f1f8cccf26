import { SealchartError } from '@sealchart/protocol';
import type { FileSource, ImportOptions, ImportProgress } from '../../client-api/exchange.ts';

/** Entries from one word about sealing to the next. */
const SEALED_STEP = 25;

/** What a host and an import say to each other under way: how far it is, and whether it is to wait or to end. */
export class ImportCourse {
  readonly #options: Pick<ImportOptions, 'onProgress' | 'signal' | 'gate'>;
  readonly #size: number | undefined;
  #phase: ImportProgress['phase'] = 'reading';
  #total: number | undefined;
  #done = 0;
  #sealed = 0;
  #bytes = 0;

  /** `size`: bytes of the file, if known. */
  constructor(options: Pick<ImportOptions, 'onProgress' | 'signal' | 'gate'>, size: number | undefined) {
    this.#options = options;
    this.#size = size;
  }

  enter(phase: ImportProgress['phase'], { done, total }: { readonly done: number; readonly total: number }): void {
    this.#phase = phase;
    this.#total = total;
    this.#bytes = 0;
    this.report(done);
  }

  /** One more entry is sealed. Told now and then, so that a person sees that it goes on while a large batch is made. */
  addSealed(): void {
    this.#sealed += 1;
    if (this.#sealed % SEALED_STEP === 0) this.report();
  }

  report(done = this.#done): void {
    this.#done = done;
    this.#sealed = Math.max(this.#sealed, done);
    this.#options.onProgress?.({
      phase: this.#phase,
      done,
      ...(this.#total === undefined ? {} : { total: this.#total }),
      sealed: this.#sealed,
      bytes: this.#bytes,
      ...(this.#size === undefined ? {} : { size: this.#size }),
    });
  }

  /** The file, told of as it is read. */
  follow(file: FileSource): FileSource {
    return { ...(file.size === undefined ? {} : { size: file.size }), open: () => this.#follow(file) };
  }

  /** `E_CANCELLED` once the host has ended the act: for as long as nothing came of it. */
  requireWanted(): void {
    if (this.#isCancelled) throw new SealchartError('E_CANCELLED');
  }

  /** Waits as long as the host says. False when it has ended the act, which ends a pause too. */
  async mayGoOn(): Promise<boolean> {
    const { signal, gate } = this.#options;
    if (this.#isCancelled || !gate) return !this.#isCancelled;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const end = (): void => resolve();
    signal?.addEventListener('abort', end);
    try {
      await Promise.race([gate(), ended]);
    } finally {
      signal?.removeEventListener('abort', end);
    }
    return !this.#isCancelled;
  }

  get #isCancelled(): boolean {
    return this.#options.signal?.aborted === true;
  }

  async *#follow(file: FileSource): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of file.open()) {
      if (this.#phase === 'reading') this.requireWanted();
      yield chunk;
      this.#bytes += chunk.length;
      this.report();
    }
  }
}
