/** What a tab remembers over a reload, and forgets when it is closed. */
const KEYS = { unlocked: 'sealchart:unlocked', place: 'sealchart:place', importing: 'sealchart:importing' } as const;

/** What opens the account after a reload, together with what the worker keeps: see `stayUnlocked`. Alone it is worth nothing. */
export function unlockedText(): string | undefined {
  return read(KEYS.unlocked);
}

export function keepUnlockedText(wrapped: string | undefined): void {
  write(KEYS.unlocked, wrapped);
}

/** Remembers the page that is shown, to come back to it after the account was unlocked. Addresses hold nothing of a record. */
export function rememberPlace(): void {
  write(KEYS.place, `${location.pathname}${location.hash}`);
}

/** The page to come back to, once; undefined where there is none. */
export function takePlace(): string | undefined {
  const place = read(KEYS.place);
  write(KEYS.place, undefined);
  return place !== undefined && /^\/[a-z]{2}\//.test(place) ? place : undefined;
}

/** Remembers that an import is under way here; nothing of the file. */
export function rememberImport(): void {
  write(KEYS.importing, '1');
}

/** It ended, or nobody needs to be told any more that it did not. */
export function forgetImport(): void {
  write(KEYS.importing, undefined);
}

/** Whether this tab was locked, loaded anew or ended in the middle of an import. */
export function wasImporting(): boolean {
  return read(KEYS.importing) !== undefined;
}

/** A browser may keep nothing: then a reload asks for the password. */
function read(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Nothing is kept.
  }
}
