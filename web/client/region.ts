/** What a browser's own list of languages says of the way a language is written there: `en-GB` for `en`; the language itself where it says nothing. */
export function regionalTag(locale: string, languages: readonly string[]): string {
  return languages.find((tag) => new RegExp(`^${locale}(?:-|$)`, 'i').test(tag) && isSupported(tag)) ?? locale;
}

/** Browsers may be told anything to be a language. */
function isSupported(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0;
  } catch {
    return false;
  }
}
