// Installs what is missing, builds, runs every suite. `--long` adds the long form; every other argument goes to jest.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { installMissing } from './install.mjs';
import { runJest } from './jest.mjs';
import { runScript } from './refusal.mjs';

export const runTests = () =>
  runScript(async () => {
    const args = process.argv.slice(2);
    const isLong = args.includes('--long');
    await installMissing();
    build();
    // Jest leaves one core free; most suites wait for a database or a child, so the second worker is worth it on two cores.
    const workers = `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`;
    // Modules of a suite stay in its worker for good: one that holds a gigabyte collects garbage for longer than it tests, and is begun anew.
    const memory = '--workerIdleMemoryLimit=700MB';
    // Takes every word that follows it: the option for the workers ends the list.
    const reporters = ['--reporters=default', `--reporters=${join(import.meta.dirname, 'jest-reporter.mjs')}`];
    const isHostile = args.includes('--hostile');
    const env = {
      ...process.env,
      SEALCHART_LONG: isLong ? '1' : (process.env.SEALCHART_LONG ?? ''),
      ...(isHostile ? { SEALCHART_CONTROLS: 'all' } : {}),
    };
    console.log(isLong ? 'running all tests, the long form' : 'running all tests');
    process.exitCode = await runJest(
      [...reporters, memory, workers, ...args.filter((arg) => arg !== '--long' && arg !== '--hostile')],
      env,
    );
  });
