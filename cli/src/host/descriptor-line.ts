import { read } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { SealchartError } from '@sealchart/protocol';

const readBytes = promisify(read);

/** Bytes of the longest line that is read: far more than any password. */
const LINE_BYTES = 4_096;

/** What stands on the line, for sentences about it. */
export interface LineMeaning {
  /** Such as `password`. */
  readonly what: string;
  /** The option that named the descriptor. */
  readonly option: string;
}

const PASSWORD: LineMeaning = { what: 'password', option: '--password-fd' };

/**
 * Reads one line from a file descriptor and nothing behind it, so that the rest of the stream stays for others: a second
 * call gives the second line.
 * Rejects with `E_USAGE` when the descriptor is not open, is a terminal (which would show what is typed), holds
 * nothing, or when the line is no UTF-8 or too long.
 */
export async function readDescriptorLine(descriptor: number, { what, option }: LineMeaning = PASSWORD): Promise<string> {
  if (isatty(descriptor)) throw refusal(descriptor, `is a terminal, which would show the ${what}; leave ${option} out to be asked`);
  const line: number[] = [];
  const byte = Buffer.alloc(1);
  try {
    for (;;) {
      const { bytesRead } = await readBytes(descriptor, byte, 0, 1, null);
      if (bytesRead === 0 || byte[0] === 0x0a) break;
      if (line.length === LINE_BYTES) throw refusal(descriptor, `holds a line that is too long for a ${what}`);
      line.push(byte[0] ?? 0);
    }
    if (line.at(-1) === 0x0d) line.pop();
    if (line.length === 0) throw refusal(descriptor, `holds an empty line or nothing where the ${what} should be`);
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(line));
  } catch (cause) {
    if (cause instanceof SealchartError) throw cause;
    throw refusal(descriptor, 'cannot be read as a line of UTF-8 text', cause);
  } finally {
    byte.fill(0);
    line.fill(0);
  }
}

function refusal(descriptor: number, why: string, cause?: unknown): SealchartError {
  return new SealchartError('E_USAGE', { detail: `file descriptor ${descriptor} ${why}`, cause });
}
