import type { ImportProgress } from '@sealchart/sdk';
import type { Remote } from 'comlink';
import { proxy } from 'comlink';
import { problemOf } from '../../client/refused-act.ts';
import type { Acts } from '../../worker/acts/acts.ts';
import type { ImportPolicy } from '../../worker/acts/exchange.ts';
import type { Problem } from '../../worker/problem.ts';
import type { Course, ImportState, Motion } from './import-state.ts';
import { Speed } from './speed.ts';

type ImportActs = Pick<Remote<Acts>, 'previewImport' | 'importFile' | 'pauseImport' | 'endImport'>;

/** What passes by itself: the network, a server that starts, another tab. */
const PASSING: ReadonlySet<string> = new Set(['E_NETWORK', 'E_UNAVAILABLE', 'E_BUSY', 'E_THROTTLED']);
/** Tries come further and further apart. */
const [FIRST_RETRY_MS, LAST_RETRY_MS] = [2_000, 30_000];

/** Leads files through the import, one after another, whichever page is in front. */
export class ImportRunner {
  readonly #acts: ImportActs;
  readonly #onChange: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #speed = new Speed();
  #state: ImportState = { step: 'choose' };
  #queue: readonly File[] = [];
  #policy: ImportPolicy = { identical: 'skip', changed: 'skip' };
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was begun: news of what was given up meanwhile is not listened to. */
  #turn = 0;

  /** `onChange` is told when entries may have come in. */
  constructor(acts: ImportActs, onChange: () => void) {
    this.#acts = acts;
    this.#onChange = onChange;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly state = (): ImportState => this.#state;

  /** Files behind the one in front. */
  get waiting(): readonly File[] {
    return this.#queue;
  }

  /** Takes files up, the first one at once. */
  async choose(files: readonly File[]): Promise<void> {
    const [file, ...rest] = files;
    this.#queue = rest;
    if (file) await this.#check(file);
    else this.#show({ step: 'choose' });
  }

  /** On to the next file, or back to the beginning. */
  async next(): Promise<void> {
    await this.choose(this.#queue);
  }

  /** Imports the file that was looked through. */
  async start(policy: ImportPolicy): Promise<void> {
    if (this.#state.step !== 'preview') return;
    this.#policy = policy;
    this.#retryMs = FIRST_RETRY_MS;
    await this.#run(this.#state.file);
  }

  async pause(): Promise<void> {
    if (this.#motion !== 'running') return;
    this.#move('paused');
    await this.#acts.pauseImport(true);
  }

  /** After a pause, or after something stopped it. */
  async goOn(): Promise<void> {
    const state = this.#state;
    if (state.step !== 'import') return;
    if (state.motion === 'paused') {
      this.#speed.reset();
      this.#move('running');
      await this.#acts.pauseImport(false);
    } else if (state.motion === 'waiting' || state.motion === 'stopped') await this.#run(state.file, state.course);
  }

  /** The network is back: there is nothing left to wait for. */
  async networkIsBack(): Promise<void> {
    if (this.#motion === 'waiting') await this.goOn();
  }

  /** Goes on where the server refused because nobody was logged in. */
  async loggedIn(): Promise<void> {
    if (this.#state.step === 'import' && this.#state.problem?.code === 'E_UNAUTHENTICATED') await this.goOn();
  }

  /** Ends what is under way. What came in stays; the same file goes on later. */
  async end(): Promise<void> {
    const state = this.#state;
    if (state.step === 'check') {
      this.#turn += 1;
      this.#show({ step: 'choose' });
      await this.#acts.endImport();
    } else if (state.step === 'import' && (state.motion === 'running' || state.motion === 'paused')) {
      this.#move('ending');
      await this.#acts.endImport();
    } else await this.forget();
  }

  /** Back to the beginning: the file in front and those behind it are let go. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#turn += 1;
    await this.choose([]);
  }

  async #check(file: File): Promise<void> {
    const turn = this.#begin();
    this.#show({ step: 'check', file });
    const tell = (progress: ImportProgress) => {
      if (turn === this.#turn && this.#state.step === 'check') this.#show({ step: 'check', file, course: this.#courseOf(progress) });
    };
    try {
      const preview = await this.#acts.previewImport(file, proxy(tell));
      if (turn === this.#turn) this.#show({ step: 'preview', file, preview });
    } catch (error) {
      if (turn === this.#turn) this.#show({ step: 'unreadable', file, problem: problemOf(error) });
    }
  }

  async #run(file: File, before?: Course): Promise<void> {
    const turn = this.#begin();
    clearTimeout(this.#timer);
    this.#show({ step: 'import', file, motion: 'running', ...(before && { course: before }) });
    const tell = (progress: ImportProgress) => {
      if (turn !== this.#turn || this.#state.step !== 'import') return;
      const course = this.#courseOf(progress);
      // Until a resumed one is where it was, the bar stays there.
      const isBehind = course.phase !== 'sealing' && before !== undefined;
      this.#show({ ...this.#state, course: isBehind ? { ...before, phase: course.phase } : course });
    };
    try {
      const report = await this.#acts.importFile(file, this.#policy, proxy(tell));
      this.#show({ step: 'report', file, report });
    } catch (error) {
      this.#stop(file, problemOf(error));
    } finally {
      this.#onChange();
    }
  }

  #stop(file: File, problem: Problem): void {
    const { course, motion } = this.#state.step === 'import' ? this.#state : {};
    if (problem.code === 'E_CANCELLED' || motion === 'ending') {
      this.#show({ step: 'choose' });
      return;
    }
    const isPassing = PASSING.has(problem.code);
    this.#show({ step: 'import', file, motion: isPassing ? 'waiting' : 'stopped', problem, ...(course && { course }) });
    if (!isPassing) return;
    this.#timer = setTimeout(() => void this.goOn(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #begin(): number {
    this.#speed.reset();
    this.#turn += 1;
    return this.#turn;
  }

  #courseOf({ phase, total, sealed, bytes }: ImportProgress): Course {
    if (phase !== 'sealing') this.#speed.reset();
    // It gets on: the next hindrance is a new one.
    else this.#retryMs = FIRST_RETRY_MS;
    const secondsLeft = phase === 'sealing' && total !== undefined ? this.#speed.secondsLeft(sealed, total) : undefined;
    return { phase, done: sealed, bytes, ...(total !== undefined && { total }), ...(secondsLeft !== undefined && { secondsLeft }) };
  }

  get #motion(): Motion | undefined {
    return this.#state.step === 'import' ? this.#state.motion : undefined;
  }

  #move(motion: Motion): void {
    if (this.#state.step === 'import') this.#show({ ...this.#state, motion });
  }

  #show(state: ImportState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
