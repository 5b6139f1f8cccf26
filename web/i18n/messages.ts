import type { Locale } from './locales.ts';

/** One file of texts for each feature, in `messages/<locale>/`. `common` and `entry` are what a page needs before somebody is in. */
export const NAMESPACES = [
  'common',
  'problems',
  'entry',
  'signUp',
  'credentials',
  'record',
  'element',
  'write',
  'exchange',
  'sharing',
  'me',
] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** What every page carries, and what only pages before the record carry. */
export const ENTRY_NAMESPACES: readonly Namespace[] = ['common', 'problems', 'entry', 'signUp', 'credentials'];

type Texts = Record<string, unknown>;

/** All texts of one language. */
export async function messagesOf(locale: Locale): Promise<Record<Namespace, Texts>> {
  const load = async (name: Namespace): Promise<[Namespace, Texts]> => [
    name,
    ((await import(`../messages/${locale}/${name}.json`)) as { default: Texts }).default,
  ];
  return Object.fromEntries(await Promise.all(NAMESPACES.map(load))) as Record<Namespace, Texts>;
}

/** Only these namespaces. */
export function pick(messages: Readonly<Record<string, unknown>>, names: readonly Namespace[]): Texts {
  return Object.fromEntries(names.map((name) => [name, messages[name]]));
}
