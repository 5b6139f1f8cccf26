import type { ServerProgram } from '../../stories/support/in-process-server.ts';
import type { Defence } from './build.ts';
import { loadWithout } from './build.ts';

const ENTRY = "export { createApp, readConfig } from '@sealchart/api'; export { Clock, hashQuickly } from '@sealchart/api/testing';";

/** The server without these checks. */
export async function apiWithout(defences: readonly Defence[]): Promise<ServerProgram> {
  return (await loadWithout(ENTRY, defences)) as ServerProgram;
}
