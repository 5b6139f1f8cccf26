import { Worker } from 'node:worker_threads';
import type { Bytes } from '@sealchart/protocol';
import type { Kdf } from '../../ports/kdf.ts';

/** Run from source this file ends in .ts, built in .js: the worker's file has the same ending. */
const WORKER = new URL(`./kdf-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Argon2id in a worker thread, one for each job, so that its memory is given back at once. */
export function nodeKdf(): Kdf {
  return {
    argon2id: (job) =>
      new Promise<Bytes>((resolve, reject) => {
        const worker = new Worker(WORKER, { workerData: job });
        const fail = (cause: unknown) => reject(new Error('no result of Argon2id', { cause }));
        worker.once('message', (stretch: Bytes) => {
          resolve(stretch);
          void worker.terminate();
        });
        worker.once('error', fail);
        worker.once('exit', fail);
      }),
  };
}
