import { InvalidArgumentError } from 'commander';

/** The number of a file descriptor, as options take it. */
export function parseDescriptor(text: string): number {
  const descriptor = Number(text);
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It is a number, such as 0 for standard input.');
  return descriptor;
}
