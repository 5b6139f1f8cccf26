'use client';
import { createFormatter, useLocale } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { regionalTag } from './region.ts';

/** Numbers and times as they are written in a language and a place. */
export type Formats = ReturnType<typeof createFormatter>;

/** One for each language: rows of long lists share it. */
const known = new Map<string, Formats>();
/** Those of this browser, until its languages change: asking for them again for each row would cost more than the row. */
let own: { readonly locale: string; readonly formats: Formats } | undefined;

/** Numbers and times as somebody with this browser writes them in the language of the page, in their own time zone. */
export function useFormats(): Formats {
  const locale = useLocale();
  // While a page is built nobody's browser is known: it begins with the language alone.
  return useSyncExternalStore(
    subscribe,
    () => ownFormats(locale),
    () => formatsOf(locale),
  );
}

function ownFormats(locale: string): Formats {
  if (own?.locale !== locale) own = { locale, formats: formatsOf(regionalTag(locale, navigator.languages)) };
  return own.formats;
}

function formatsOf(tag: string): Formats {
  const formats = known.get(tag) ?? createFormatter({ locale: tag, timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
  known.set(tag, formats);
  return formats;
}

function subscribe(changed: () => void): () => void {
  const listen = (): void => {
    own = undefined;
    changed();
  };
  addEventListener('languagechange', listen);
  return () => removeEventListener('languagechange', listen);
}
