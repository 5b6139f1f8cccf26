// The command line with ports that keep every secret they handed out: `node recording-cli.ts <file> <arguments...>`
// writes them to the file as JSON when the command is done.
import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { recordingKdf, recordingRandom } from '@sealchart/sdk/testing';
import type { RecordingKdf, RecordingRandom } from '@sealchart/sdk/testing';
import { processHost, run } from 'sealchart';

/** What one command line drew and stretched; bytes in hexadecimal. */
export interface RecordedSecrets {
  /** Draws of 32 bytes: account keys and session keys. */
  readonly keys: readonly string[];
  /** Draws of 20 bytes: recovery codes. */
  readonly codes: readonly string[];
  readonly passwords: readonly string[];
  readonly stretches: readonly string[];
}

const KEY_BYTES = 32;
const CODE_BYTES = 20;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

if (process.argv[1] === import.meta.filename) {
  const [file = '', ...argv] = process.argv.slice(2);
  const host = processHost();
  const recorders: { random: RecordingRandom; kdf: RecordingKdf }[] = [];
  process.exitCode = await run(argv, {
    ...host,
    createPorts(directory) {
      const ports = host.createPorts(directory);
      const recorded = { random: recordingRandom(ports.random), kdf: recordingKdf(ports.kdf) };
      recorders.push(recorded);
      return { ...ports, ...recorded };
    },
  });
  const drawn = recorders.flatMap(({ random }) => random.drawn);
  const secrets: RecordedSecrets = {
    keys: drawn.filter(({ length }) => length === KEY_BYTES).map(hex),
    codes: drawn.filter(({ length }) => length === CODE_BYTES).map(hex),
    passwords: recorders.flatMap(({ kdf }) => kdf.jobs.map(({ job }) => hex(job.password))),
    stretches: recorders.flatMap(({ kdf }) => kdf.jobs.map(({ stretch }) => hex(stretch))),
  };
  appendFileSync(file, `${JSON.stringify(secrets)}\n`);
}
