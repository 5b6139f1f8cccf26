import { SealchartError } from '@sealchart/protocol';
import type { ElementSummary } from '@sealchart/sdk';
import { resolveElement } from './element-reference.ts';
import { resolveTypes, typeOf } from './element-types.ts';

export interface Selection {
  /** Ids or their beginnings. */
  readonly references: readonly string[];
  /** Comma-separated types or aliases. */
  readonly types: string | undefined;
  readonly isAll: boolean;
}

/**
 * The elements that the arguments of a command name, each once. Types and `--all` choose among `candidates`, ids among
 * everything. Throws `E_USAGE` when nothing or two kinds are named.
 */
export function select(selection: Selection, all: readonly ElementSummary[], candidates: readonly ElementSummary[]): ElementSummary[] {
  const kinds = [selection.references.length > 0, selection.types !== undefined, selection.isAll].filter(Boolean).length;
  if (kinds !== 1)
    throw new SealchartError('E_USAGE', { detail: 'name elements by their ids, by --type, or give --all: one of the three' });
  if (selection.isAll) return [...candidates];
  if (selection.types !== undefined) {
    const types = resolveTypes(selection.types, candidates);
    return candidates.filter((element) => types.has(typeOf(element.schema)));
  }
  return [...new Set(selection.references.map((reference) => resolveElement(reference, all)))];
}
