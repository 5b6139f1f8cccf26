import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Lets go of what nobody holds any longer, at once. */
export const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of memory that this process held at its highest, beyond what it holds without garbage, while something was done. Linux only. */
export async function peakOf(act: () => Promise<unknown>): Promise<number> {
  collectGarbage();
  // proc(5): the highest value begins anew.
  writeFileSync('/proc/self/clear_refs', '5');
  const before = highest();
  await act();
  return highest() - before;
}

function highest(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  if (kibibytes === undefined) throw new Error('this system does not tell its highest use of memory');
  return Number(kibibytes) * 1_024;
}
