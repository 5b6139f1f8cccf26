/** What tabs of one browser tell one another. Never a key: what `unlocked` carries opens nothing by itself, see `tab-memory.ts`. */
export type TabNews =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unlocked'; readonly wrapped: string }
  | { readonly kind: 'locked' }
  | { readonly kind: 'signedOut' }
  /** The person did something there; milliseconds since 1970. */
  | { readonly kind: 'active'; readonly at: number };

/** Whether it is news as this version tells them: a tab may still run the client of another release. */
export function isTabNews(told: unknown): told is TabNews {
  if (typeof told !== 'object' || told === null) return false;
  const { kind, wrapped, at } = told as Readonly<Record<string, unknown>>;
  if (kind === 'unlocked') return typeof wrapped === 'string';
  // Anything but an instant would keep the account open for ever.
  if (kind === 'active') return Number.isFinite(at);
  return kind === 'asking' || kind === 'locked' || kind === 'signedOut';
}
