const CHOICES = new Set(['plural', 'select', 'selectordinal']);

/** Names of what an ICU message takes: arguments, and elements as `<name>`. Throws a `SyntaxError` where braces do not match. */
export function messageArguments(message: string): readonly string[] {
  const found = new Set<string>();
  const end = readText(message, 0, found);
  if (end !== message.length) throw new SyntaxError(`a brace too many at ${end}: ${message}`);
  return [...found].sort();
}

/** Reads up to the brace that closes this text, or to the end. */
function readText(message: string, start: number, found: Set<string>): number {
  let at = start;
  while (at < message.length && message[at] !== '}') {
    if (message[at] === '{') at = readArgument(message, at + 1, found);
    else {
      const element = /^<([a-z]\w*)>/i.exec(message.slice(at))?.[1];
      if (element !== undefined) found.add(`<${element}>`);
      at += 1;
    }
  }
  return at;
}

/** Reads an argument behind its opening brace, its choices included; gives the place behind its closing brace. */
function readArgument(message: string, start: number, found: Set<string>): number {
  const [head, name, kind] = /^\s*(\w+)\s*(?:,\s*(\w+)\s*)?/.exec(message.slice(start)) ?? [];
  if (head === undefined || name === undefined) throw new SyntaxError(`no argument at ${start}: ${message}`);
  found.add(name);
  let at = start + head.length;
  while (at < message.length && message[at] !== '}') {
    if (kind !== undefined && CHOICES.has(kind) && message[at] === '{') at = readText(message, at + 1, found);
    at += 1;
  }
  if (message[at] !== '}') throw new SyntaxError(`a brace too few: ${message}`);
  return at + 1;
}
