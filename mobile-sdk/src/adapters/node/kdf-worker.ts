// Runs once in a thread of its own: Argon2id takes its memory and its time outside the program's thread.
import { parentPort, workerData } from 'node:worker_threads';
import { argon2id } from '../../crypto/kdf.ts';
import type { KdfJob } from '../../ports/kdf.ts';

parentPort?.postMessage(await argon2id(workerData as KdfJob));
