import type { Locale } from '../i18n/locales.ts';
import { isLocale } from '../i18n/locales.ts';

/** What a browser remembers of how somebody likes it: nothing secret, and nothing about a record. */
const KEYS = {
  locale: 'sealchart:locale',
  theme: 'sealchart:theme',
  lockMinutes: 'sealchart:lock-minutes',
  syncedAt: 'sealchart:synced-at',
} as const;

/** Where this browser remembers that a recovery kit was not proven; see `features/credentials/kit-mark.ts`. */
export const KIT_UNPROVEN = 'sealchart:kit-unproven';

export type Theme = 'system' | 'light' | 'dark';

/** Minutes without an act of the person until the account locks. */
export const LOCK_MINUTES = [1, 5, 15, 60, 480] as const;
const DEFAULT_LOCK_MINUTES = 15;

export function rememberLocale(locale: Locale): void {
  write(KEYS.locale, locale);
}

/** Undefined where none was chosen. */
export function rememberedLocale(): Locale | undefined {
  const text = read(KEYS.locale);
  return isLocale(text) ? text : undefined;
}

export function theme(): Theme {
  const text = read(KEYS.theme);
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** Remembers the theme and shows it. */
export function setTheme(chosen: Theme): void {
  write(KEYS.theme, chosen === 'system' ? undefined : chosen);
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}

export function lockMinutes(): number {
  const minutes = Number(read(KEYS.lockMinutes));
  return LOCK_MINUTES.find((choice) => choice === minutes) ?? DEFAULT_LOCK_MINUTES;
}

export function setLockMinutes(minutes: number): void {
  write(KEYS.lockMinutes, String(minutes));
}

/** When this browser heard everything last; milliseconds since 1970. */
export function rememberSync(syncedAt: number): void {
  write(KEYS.syncedAt, String(syncedAt));
}

/** Nothing is kept in this browser any more: what comes next is another device. */
export function forgetSync(): void {
  write(KEYS.syncedAt, undefined);
}

export function rememberedSync(): { readonly syncedAt?: number } {
  const syncedAt = Number(read(KEYS.syncedAt));
  return syncedAt > 0 ? { syncedAt } : {};
}

/** With the account goes what says something of it; how somebody likes this browser stays. */
export function forgetAccount(): void {
  write(KEYS.syncedAt, undefined);
  write(KIT_UNPROVEN, undefined);
}

/** A browser may keep nothing: then the defaults hold. */
function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Remembered for this page only.
  }
}
