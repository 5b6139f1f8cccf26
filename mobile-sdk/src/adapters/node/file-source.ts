import { createReadStream, statSync } from 'node:fs';
import { SealchartError } from '@sealchart/protocol';
import type { FileSource } from '../../client-api/exchange.ts';

/** A file of this machine, read in pieces and as often as needed. `E_USAGE` when it cannot be read. */
export function fileSource(path: string): FileSource {
  return { size: sizeOf(path), open: () => read(path) };
}

function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new SealchartError('E_USAGE', { detail: `${path} is not a file` });
    return stats.size;
  } catch (cause) {
    throw refusal(path, cause);
  }
}

async function* read(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (cause) {
    throw refusal(path, cause);
  }
}

function refusal(path: string, cause: unknown): SealchartError {
  if (cause instanceof SealchartError) return cause;
  const isAbsent = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
  return new SealchartError('E_USAGE', { detail: isAbsent ? `there is no file ${path}` : `${path} cannot be read`, cause });
}
