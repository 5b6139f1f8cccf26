// npm run bench. Says what it does on standard error and prints the table on standard output.
import { fileURLToPath } from 'node:url';
import type { Options } from './options.ts';
import { USAGE, readOptions } from './options.ts';
import { keepResult, run } from './run.ts';
import { openStage } from './stage.ts';
import { reaches, toTable } from './table.ts';

const RESULTS = fileURLToPath(new URL('../results', import.meta.url));
/** As shells say that a signal ended a program: 128 and its number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const MISUSED = 2;

const options = understood();
if (options) await bench(options);
else process.exitCode = MISUSED;

async function bench({ isCheck, ...chosen }: Options): Promise<void> {
  const stage = openStage(chosen.isShort, (line) => console.error(line));
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => void stage.close().finally(() => process.exit(code)));
  }
  try {
    const result = await run(chosen, stage);
    console.log(toTable(result.rows));
    const short = result.rows.filter((row) => !reaches(row));
    for (const { name, ratio, target } of short) console.log(`SHORT: ${name} reaches ${ratio?.toFixed(2)} of ${target}`);
    console.error(`kept as ${await keepResult(result, RESULTS)}`);
    process.exitCode = isCheck && short.length > 0 ? 1 : 0;
  } finally {
    await stage.close();
  }
}

/** The options; undefined when there was something to complain about. */
function understood(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return undefined;
  }
}
