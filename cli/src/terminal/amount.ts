/** A number of things in words: `1 element`, `1,204 elements`. */
export function amountOf(count: number, one: string, many = `${one}s`): string {
  return `${numberOf(count)} ${count === 1 ? one : many}`;
}

/** A number with its thousands apart. */
export function numberOf(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}

/** Milliseconds in words, rounded as people would: `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationOf(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes in words, of three digits at most: `512 bytes`, `1.5 MiB`, `10 GiB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_024) return amountOf(bytes, 'byte');
  const power = Math.min(UNITS.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1_024 ** power;
  return `${numberOf(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} ${UNITS[power - 1] ?? ''}`;
}
