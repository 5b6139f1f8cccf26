import { compareAscii } from '@sealchart/protocol';
import type { ConflictField } from '../../client-api/edits.ts';
import type { FieldChange } from '../../client-api/history.ts';
import type { Parts } from './content-parts.ts';
import { ContentParts, bodyParts } from './content-parts.ts';
import type { Snapshot } from './snapshot.ts';

/** Which of two values a part gets. */
export type Side = 'mine' | 'theirs';

/** What became of two changes of the same content. */
export interface Merge {
  /** The joined content; of parts that both changed `theirs`, unless `chosen` says otherwise. */
  readonly content: Snapshot;
  /** Parts that both changed, in reading order. */
  readonly conflicts: readonly ConflictField[];
  /** Parts that one side alone changed. */
  readonly taken: readonly FieldChange[];
  /** Whether the other side changed anything at all. */
  readonly isChangedByThem: boolean;
}

/** The content that both sides started from, if this device could get it, and what they made of it. */
export interface Sides {
  readonly base: Snapshot | undefined;
  readonly mine: Snapshot;
  readonly theirs: Snapshot;
}

/**
 * Joins two changes of one content part by part. What one side changed is taken; what both changed to the same is taken; what both
 * changed differently is a conflict, and so is every difference when nobody knows the base.
 */
export function mergeContents({ base, mine, theirs }: Sides, chosen: ReadonlyMap<string, Side> = new Map()): Merge {
  const parts = new ContentParts(base ? [base, mine, theirs] : [mine, theirs]);
  const [before, left, right] = [base && parts.of(base), parts.of(mine), parts.of(theirs)];
  const show = (path: string, value: string | undefined): string | undefined => (value === undefined ? undefined : parts.show(path, value));
  const joined = new Map<string, string>();
  const conflicts: ConflictField[] = [];
  const taken: FieldChange[] = [];
  for (const path of pathsOf(before, left, right)) {
    const [b, m, t] = [before?.get(path), left.get(path), right.get(path)];
    const isMine = before !== undefined && t === b;
    const isTheirs = m === t || (before !== undefined && m === b);
    const value = isTheirs || (!isMine && chosen.get(path) !== 'mine') ? t : m;
    if (value !== undefined) joined.set(path, value);
    const shown = withoutAbsent({ before: show(path, b), mine: show(path, m), theirs: show(path, t) });
    if (!isMine && !isTheirs) conflicts.push({ path, ...shown });
    else if (m !== t) taken.push({ path, ...withoutAbsent({ before: show(path, b), after: show(path, value) }) });
  }
  return {
    content: verbatim({ content: parts.toContent(joined), parts: joined }, [
      { content: theirs, parts: right },
      { content: mine, parts: left },
      ...(base && before ? [{ content: base, parts: before }] : []),
    ]),
    conflicts,
    taken,
    isChangedByThem: before === undefined || !isSame(before, right),
  };
}

/** Whether two contents say the same, however they are spaced. */
export function isSameContent(a: Snapshot, b: Snapshot): boolean {
  const parts = new ContentParts([a, b]);
  return isSame(parts.of(a), parts.of(b));
}

/** In the order of the base, or of theirs without one; what was added follows by name, so that both sides come to the same text. */
function pathsOf(base: Parts | undefined, mine: Parts, theirs: Parts): string[] {
  const known = [...(base ?? theirs).keys()];
  const isKnown = new Set(known);
  const added = new Set([...mine.keys(), ...theirs.keys()].filter((path) => !isKnown.has(path)));
  return [...known, ...[...added].sort(compareAscii)];
}

interface TakenApart {
  readonly content: Snapshot;
  readonly parts: Parts;
}

/** The joined body as one side wrote it, where it says the same: then nothing but what was changed looks changed. */
function verbatim({ content, parts }: TakenApart, sources: readonly TakenApart[]): Snapshot {
  const body = bodyParts(parts);
  const found = sources.find((source) => isSame(body, bodyParts(source.parts)));
  return found ? { ...content, body: found.content.body } : content;
}

function isSame(a: Parts, b: Parts): boolean {
  return a.size === b.size && [...a].every(([path, value]) => b.get(path) === value);
}

function withoutAbsent<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
