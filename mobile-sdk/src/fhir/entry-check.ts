import { FHIR_BODY_BYTES, FHIR_DEPTH, FHIR_URL_CHARACTERS, fromUtf8, utf8 } from '@sealchart/protocol';
import type { EntryNames } from './entry-names.ts';
import { isFullUrl, namesInHead, namesOfEntry, namesOfResource } from './entry-names.ts';
import type { FhirItem, FhirPath, FhirProblem, Flaw } from './items.ts';
import { pathText } from './items.ts';
import { isResourceType, typeInfo } from './r4-types.ts';
import { ResourceWalk, resourceTypeFlaw } from './resource-walk.ts';
import type { LineCut } from './line-scanner.ts';
import type { EntryCut, RootCut } from './source-scanner.ts';
import type { Fault } from './value-scanner.ts';

interface JsonObject {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const FAULTS: Readonly<Record<Fault, Omit<Flaw, 'path'>>> = {
  large: { rule: 'large', reason: `is larger than ${FHIR_BODY_BYTES} bytes, the limit of one element` },
  deep: { rule: 'deep', reason: `is nested deeper than ${FHIR_DEPTH} levels` },
};
const NOT_JSON = { rule: 'broken', reason: 'is not valid JSON' } as const;

/** Checks one entry of a Bundle and takes its resource out. */
export function checkEntry(cut: EntryCut): FhirItem {
  const path = ['entry', cut.index];
  if (cut.fault !== undefined) return problem(cut.index, { path, ...FAULTS[cut.fault] }, namesInHead(cut.bytes));
  const read = readObject(cut.bytes, path);
  if ('reason' in read) return problem(cut.index, read);
  const names = namesOfEntry(read.value);
  const walk = new ResourceWalk(read.text, path);
  const flaw = walk.walk(typeInfo('Bundle.entry')) ?? flawOfFullUrl(read, path);
  if (flaw) return problem(cut.index, flaw, names);
  const span = walk.members.get('resource');
  if (span === undefined) return problem(cut.index, { path, rule: 'noResource', reason: 'has no resource' }, names);
  return sized(cut.index, read.text.slice(span.start, span.end), [...path, 'resource'], names);
}

/** Checks a source that is one resource. */
export function checkResource(cut: RootCut): FhirItem {
  if (!isResourceType(cut.resourceType)) return problem(0, { path: ['resourceType'], ...resourceTypeFlaw(cut.resourceType) });
  const { resourceType, id } = cut;
  if (cut.fault !== undefined) return problem(0, { path: [], ...FAULTS[cut.fault] }, namesOfResource({ resourceType, id }));
  const read = readObject(cut.bytes, []);
  if ('reason' in read) return problem(0, read, namesOfResource({ resourceType, id }));
  const names = namesOfResource(read.value);
  const flaw = new ResourceWalk(read.text).walk(typeInfo(resourceType));
  return flaw ? problem(0, flaw, names) : sized(0, read.text, [], names);
}

/** Checks one line of a source that has one resource a line. */
export function checkLine({ line, bytes, fault }: LineCut, index: number): FhirItem {
  if (fault !== undefined) return atLine(problem(index, { path: [], ...FAULTS[fault] }), index, line);
  const read = bytes ? readObject(bytes, []) : { path: [], ...NOT_JSON };
  if ('reason' in read) return atLine(problem(index, read), index, line);
  const { resourceType } = read.value;
  const isKnown = typeof resourceType === 'string' && isResourceType(resourceType);
  const named = typeof resourceType === 'string' ? resourceType : undefined;
  if (!isKnown) return atLine(problem(index, { path: ['resourceType'], ...resourceTypeFlaw(named) }), index, line);
  const names = namesOfResource(read.value);
  const flaw = new ResourceWalk(read.text).walk(typeInfo(resourceType));
  return atLine(flaw ? problem(index, flaw, names) : sized(index, read.text, [], names), index, line);
}

/** The same item as a line of its source. */
export function atLine(item: FhirItem, index: number, line: number): FhirItem {
  if (item.kind === 'entry') return { ...item, index };
  return { ...item, index, path: item.path === '' ? `line ${line}` : `line ${line}: ${item.path}` };
}

/** A line that is no resource at all. */
export function brokenLine(index: number, line: number, flaw: Omit<Flaw, 'path'> = NOT_JSON): FhirItem {
  return atLine(problem(index, { path: [], ...flaw }), index, line);
}

/** What is wrong around the entries of a Bundle, and its type. It concerns no entry, so none is lost by it. */
export function checkFrame(cut: RootCut): { readonly problem?: FhirProblem; readonly bundleType?: string } {
  if (cut.fault !== undefined) return { problem: problem(undefined, { path: [], ...FAULTS[cut.fault] }) };
  const read = readObject(cut.bytes, []);
  if ('reason' in read) return { problem: problem(undefined, read) };
  const flaw = new ResourceWalk(read.text).walk(typeInfo('Bundle')) ?? flawOfEntries(read);
  if (flaw) return { problem: problem(undefined, flaw) };
  const bundleType = read.value['type'];
  return typeof bundleType === 'string' ? { bundleType } : {};
}

/** Text and value of some bytes, or why they are no JSON object. */
function readObject(bytes: Uint8Array, path: FhirPath): JsonObject | Flaw {
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    return { path, rule: 'broken', reason: 'is not valid UTF-8' };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { path, rule: 'broken', reason: 'is no object' };
    return { text, value: value as JsonObject['value'] };
  } catch {
    return { path, ...NOT_JSON };
  }
}

function flawOfFullUrl({ value }: JsonObject, path: FhirPath): Flaw | undefined {
  if (value['fullUrl'] === undefined || isFullUrl(value['fullUrl'])) return undefined;
  return { path: [...path, 'fullUrl'], rule: 'rule', reason: `is longer than ${FHIR_URL_CHARACTERS} characters` };
}

/** Lists of entries were cut out; what is still here is no list, or empty. */
function flawOfEntries({ value }: JsonObject): Flaw | undefined {
  return value['entry'] === undefined || Array.isArray(value['entry'])
    ? undefined
    : { path: ['entry'], rule: 'rule', reason: 'is no list' };
}

/** The entry of a checked resource, unless it does not fit into an element, where it stands as a JSON string. */
function sized(index: number, body: string, path: FhirPath, names: EntryNames): FhirItem {
  // A character takes three bytes at most, an escaped quote two: no need to count in small ones.
  const isSmall = body.length * 3 + 2 <= FHIR_BODY_BYTES;
  if (!isSmall && utf8(JSON.stringify(body)).length > FHIR_BODY_BYTES) return problem(index, { path, ...FAULTS.large }, names);
  return { kind: 'entry', index, ...names, resourceType: names.resourceType ?? '', body };
}

function problem(index: number | undefined, flaw: Flaw, names: EntryNames = {}): FhirProblem {
  return {
    kind: 'problem',
    ...(index !== undefined && { index }),
    path: pathText(flaw.path),
    rule: flaw.rule,
    reason: flaw.reason,
    ...names,
  };
}
