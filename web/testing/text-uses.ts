/** One use of texts in the code: a key, or a pattern of keys in which `*` stands for a part that is known at run time only. */
export interface TextUse {
  readonly file: string;
  readonly key: string;
}

/** In the order of a file: a translator is bound to a namespace, a text is asked for, or texts that are asked for are declared. */
const EVENTS = new RegExp(
  [
    String.raw`\bconst (?<bound>\w+) = (?:await )?(?:useTranslations|getTranslations)\(`,
    String.raw`\b(?<called>\w+)(?:\.(?:rich|markup|raw|has))?\((?=[^)])`,
    String.raw`// texts: (?<declared>[^\n]+)`,
  ].join('|'),
  'g',
);

/**
 * Texts that a file asks for. The key of a call is each literal of its first argument; of a template, what stands in `${}` is `*`, as is
 * a name in a part of a namespace. Where a key comes from elsewhere a comment says which it may be: `// texts: record.kinds.*`.
 */
export function textUsesOf(file: string, code: string): readonly TextUse[] {
  const translators = new Map<string, string>();
  const uses: TextUse[] = [];
  const add = (namespace: string, key: string) => uses.push({ file, key: namespace === '' ? key : `${namespace}.${key}` });
  for (const match of code.matchAll(EVENTS)) {
    const { bound, called, declared } = match.groups ?? {};
    const argument = firstArgument(code, match.index + match[0].length);
    if (bound !== undefined) translators.set(bound, namespaceOf(argument));
    for (const key of declared?.split(/[\s,]+/) ?? []) add('', key);
    const namespace = called === undefined ? undefined : translators.get(called);
    if (namespace === undefined) continue;
    const keys = keysIn(argument);
    for (const key of keys) add(namespace, key);
    // A part of a namespace may be chosen from by a name; of a whole one nobody could tell any more what is not used.
    if (keys.length === 0 && namespace.includes('.')) add(namespace, '*');
  }
  return uses;
}

/** `'entry.kit'`, or `{ locale, namespace: 'common' }`. */
function namespaceOf(place: string): string {
  return /(?:namespace:\s*|^\s*)'([^']*)'/.exec(place)?.[1] ?? '';
}

/** The code up to the comma or bracket that ends the argument which begins at `start`. */
function firstArgument(code: string, start: number): string {
  let depth = 0;
  let at = start;
  while (at < code.length) {
    const sign = code[at] ?? '';
    if (depth === 0 && (sign === ',' || sign === ')')) break;
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    at += 1;
  }
  return code.slice(start, at);
}

/** What is compared is no key: `kind === 'a' ? 'b' : 'c'` asks for b and c. */
function keysIn(argument: string): string[] {
  const asked = argument.replaceAll(/[!=]==\s*'[^']*'/g, '');
  const templates = [...asked.matchAll(/`([^`]*)`/g)].map(([, text = '']) => text.replaceAll(/\$\{[^}]*\}/g, '*'));
  const literals = [...asked.replaceAll(/`[^`]*`/g, '').matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
  return [...templates, ...literals];
}
