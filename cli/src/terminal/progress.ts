import { durationOf, numberOf } from './amount.ts';
import type { Screen } from './output.ts';
import { cutTo } from './width.ts';

export interface ProgressStep {
  readonly done: number;
  readonly total?: number;
}

export interface ProgressOptions {
  readonly screen: Screen;
  /** What is going on: "Importing". */
  readonly label: string;
  /** What is counted: "entries". */
  readonly unit: string;
  readonly isSilent: boolean;
  readonly now: () => number;
}

const BAR_COLUMNS = 24;
/** Where the width is not known. */
const WIDE_ENOUGH = 200;
/** Ten pictures a second are smooth; more only cost time. */
const REDRAW_MS = 100;
/** Without a terminal one line every five seconds tells a log that something moves. */
const LINE_MS = 5_000;
/** A rate from less time than this says nothing. */
const ESTIMATE_AFTER_MS = 1_000;

/** Shows how far a long act has come: a bar with amount and time left on terminals, now and then a plain line elsewhere. */
export class ProgressBar {
  readonly #options: ProgressOptions;
  readonly #startedAt: number;
  #shownAt: number;
  #startedWith: number | undefined;
  #isDrawn = false;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#shownAt = options.screen.isTTY === true ? Number.NEGATIVE_INFINITY : this.#startedAt;
  }

  /** Takes the newest state; draws it when it is time to. */
  readonly update = (step: ProgressStep): void => {
    const { screen, isSilent, now } = this.#options;
    // What an earlier run did says nothing about the speed of this one.
    this.#startedWith ??= step.done;
    const at = now();
    const isLast = step.total !== undefined && step.done >= step.total;
    const pause = screen.isTTY === true ? REDRAW_MS : LINE_MS;
    if (isSilent || (at - this.#shownAt < pause && !(isLast && this.#isDrawn))) return;
    this.#shownAt = at;
    // What would run over the edge could not be drawn over.
    const line = cutTo(this.#line(step, at - this.#startedAt), (screen.isTTY === true ? screen.columns : undefined) ?? WIDE_ENOUGH);
    if (screen.isTTY === true) {
      screen.write(`\r\u001b[K${line}`);
      this.#isDrawn = true;
    } else {
      screen.write(`${line}\n`);
    }
  };

  /** Ends the bar's line, so that what follows stands below it. */
  finish(): void {
    if (this.#isDrawn) this.#options.screen.write('\r\u001b[K');
    this.#isDrawn = false;
  }

  #line({ done, total }: ProgressStep, elapsedMs: number): string {
    const { screen, label, unit } = this.#options;
    if (total === undefined || total === 0) return `${label}: ${numberOf(done)} ${unit}`;
    const share = Math.min(1, done / total);
    const full = Math.round(share * BAR_COLUMNS);
    const bar = screen.isTTY === true ? ` ${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)}` : '';
    const since = done - (this.#startedWith ?? 0);
    const left =
      since > 0 && done < total && elapsedMs >= ESTIMATE_AFTER_MS ? `, ${durationOf(((total - done) * elapsedMs) / since)} left` : '';
    return `${label}${bar} ${Math.floor(share * 100)} %: ${numberOf(done)} of ${numberOf(total)} ${unit}${left}`;
  }
}
