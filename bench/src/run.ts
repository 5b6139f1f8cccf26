import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { BENCHES } from './bench.ts';
import type { Options } from './options.ts';
import type { OpenStage } from './stage.ts';
import type { Row } from './table.ts';

/** What a run found, and on what. */
export interface Result {
  /** When it began. */
  readonly date: string;
  readonly isShort: boolean;
  readonly machine: { readonly cpus: number; readonly model: string; readonly platform: string; readonly node: string };
  readonly rows: readonly Row[];
}

/** Measures the chosen rows, one group after the other. */
export async function run({ rows: names, isShort }: Pick<Options, 'rows' | 'isShort'>, stage: OpenStage): Promise<Result> {
  const date = new Date().toISOString();
  const rows: Row[] = [];
  for (const name of names) {
    stage.say(`measuring ${name}`);
    const bench = await BENCHES[name]?.();
    rows.push(...((await bench?.measure(stage)) ?? []));
  }
  return { date, isShort, machine: machineOf(), rows };
}

function machineOf(): Result['machine'] {
  const all = cpus();
  return { cpus: all.length, model: all[0]?.model ?? '', platform: `${process.platform} ${process.arch}`, node: process.version };
}

/** Keeps a result beside the earlier ones; gives the file's path. */
export async function keepResult(result: Result, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${result.date.slice(0, 19).replaceAll(':', '-')}.json`);
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}
