import type { Rounds } from '../measure.ts';
import { quantile } from '../measure.ts';
import type { Row } from '../table.ts';
import { costRow, rateRow } from '../table.ts';
import type { ServerRun } from './arena.ts';

const BESIDE = 'bare Fastify + driver';

/** The rows of one kind of request: requests a second, and what stands behind them. */
export function rowsOfRuns(name: string, runs: Rounds<'measured' | 'control', ServerRun>, target: number): Row[] {
  const figures = (of: (run: ServerRun) => number): Rounds<'measured' | 'control'> => ({
    measured: runs.measured.map(of),
    control: runs.control.map(of),
  });
  return [
    rateRow(
      { name: `API ${name}`, unit: 'requests/s', beside: BESIDE, target },
      figures(({ rate }) => rate),
    ),
    costRow(
      { name: `API ${name}, p50`, unit: 'ms', beside: BESIDE },
      figures(({ latencies }) => quantile(latencies, 0.5)),
    ),
    costRow(
      { name: `API ${name}, p99`, unit: 'ms', beside: BESIDE },
      figures(({ latencies }) => quantile(latencies, 0.99)),
    ),
    costRow(
      { name: `API ${name}, processor time of the servers' thread`, unit: 'us', beside: BESIDE },
      figures(({ cpu }) => cpu),
    ),
  ];
}
