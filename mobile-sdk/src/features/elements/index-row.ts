import type { OpenFields, Role } from '@sealchart/protocol';
import { entryOf, fromInstant } from '@sealchart/protocol';
import type { ElementSummary } from '../../client-api/elements.ts';
import type { ResourceFacts } from '../../fhir/facts.ts';
import type { ShownElement } from './stored-element.ts';
import { toSummary } from './stored-element.ts';

/** Somebody else in an audience, ended or not. */
export interface IndexReader {
  readonly principal: string;
  readonly role: Role;
  readonly until?: string;
  readonly history?: true;
}

/** The import that an element came with. */
export interface IndexImport {
  readonly importId: string;
  /** SHA-256 of its file; absent where only the journal of the import has it. */
  readonly fileHash?: string;
}

/** What lists need of a shown element, so that they need not open its entry. */
export interface IndexRow {
  /** Without what does not follow from the entry: edits that wait, what was seen. */
  readonly summary: ElementSummary;
  /** Whether the account stands in the audience at all. */
  readonly isReader: boolean;
  readonly others: readonly IndexReader[];
  /** Whether its entry has a text to search in. */
  readonly hasText: boolean;
  readonly broughtBy?: IndexImport;
}

/** The row of an element's entry. */
export function rowOf(stored: ShownElement, accountId: string): IndexRow {
  const { audience } = stored.state;
  const { source } = stored.summary;
  return {
    summary: toSummary(stored, accountId),
    isReader: entryOf(audience, accountId) !== undefined,
    others: audience
      .filter(({ principal }) => principal !== accountId)
      .map(({ principal, role, until, history }) => ({
        principal,
        role,
        ...(until === undefined ? {} : { until }),
        ...(history === undefined ? {} : { history }),
      })),
    hasText: stored.summary.text !== undefined,
    ...(source && {
      broughtBy: { importId: source.importId, ...(source.fileHash === undefined ? {} : { fileHash: source.fileHash }) },
    }),
  };
}

/** Whether an end date has come. `now` in milliseconds. */
export function isOver(until: string | undefined, now: number): boolean {
  return until !== undefined && fromInstant(until) <= now;
}

/**
 * A row as pages keep it. Ten thousand of them are parsed before anything is shown, so names are short, what is usual is left out, and
 * what many rows have in common is the number of a name of the page.
 */
export interface PackedRow {
  /** Id of the element, record, author of the content. */
  readonly i: string;
  readonly r: number;
  readonly a: number;
  /** Version, content version, addenda. */
  readonly v: number;
  readonly c: number;
  readonly n?: number;
  /** Schema, title, date, when it was authored. */
  readonly s: number;
  readonly t: string;
  readonly d?: string;
  readonly w: string;
  /** Own role, absent outside of the audience; end of the own access. */
  readonly o?: number;
  readonly u?: string;
  readonly f?: OpenFields;
  readonly x?: ResourceFacts;
  /** Others: name, role, end, history. */
  readonly p?: readonly PackedReader[];
  /** There is a text. */
  readonly h?: 1;
  /** Import, and its file. */
  readonly m?: number;
  readonly l?: number;
}

interface PackedReader {
  readonly p: number;
  readonly r: number;
  readonly u?: string;
  readonly h?: 1;
}

/** Names that rows of one page have in common. */
export class PageNames {
  readonly list: string[];
  readonly #numbers: Map<string, number>;

  constructor() {
    this.list = [];
    this.#numbers = new Map();
  }

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}

export function packRow({ summary, isReader, others, hasText, broughtBy }: IndexRow, names: PageNames): PackedRow {
  const { elementId, recordId, author, version, contentVersion, addenda, schema, title, date, authoredAt, role, until, open, facts } =
    summary;
  return {
    i: elementId,
    r: names.numberOf(recordId),
    a: names.numberOf(author),
    v: version,
    c: contentVersion,
    ...(addenda === 0 ? {} : { n: addenda }),
    s: names.numberOf(schema),
    t: title,
    ...(date === undefined ? {} : { d: date }),
    w: authoredAt,
    ...(isReader ? { o: names.numberOf(role) } : {}),
    ...(until === undefined ? {} : { u: until }),
    ...(Object.keys(open).length === 0 ? {} : { f: open }),
    ...(facts === undefined ? {} : { x: facts }),
    ...(others.length === 0 ? {} : { p: others.map((reader) => packReader(reader, names)) }),
    ...(hasText ? { h: 1 } : {}),
    ...(broughtBy && { m: names.numberOf(broughtBy.importId) }),
    ...(broughtBy?.fileHash === undefined ? {} : { l: names.numberOf(broughtBy.fileHash) }),
  };
}

function packReader({ principal, role, until, history }: IndexReader, names: PageNames): PackedReader {
  return {
    p: names.numberOf(principal),
    r: names.numberOf(role),
    ...(until === undefined ? {} : { u: until }),
    ...(history === undefined ? {} : { h: 1 }),
  };
}

/** The row that was packed. `names` are those of its page. */
export function unpackRow(packed: PackedRow, names: readonly string[]): IndexRow {
  const name = (number: number): string => names[number] ?? '';
  const { i, r, a, v, c, n = 0, s, t, d, w, o, u, f = {}, x, p = [], h, m, l } = packed;
  return {
    summary: {
      elementId: i,
      recordId: name(r),
      version: v,
      contentVersion: c,
      schema: name(s),
      title: t,
      ...(d === undefined ? {} : { date: d }),
      author: name(a),
      authoredAt: w,
      role: o === undefined ? 'viewer' : (name(o) as Role),
      readers: p.length + (o === undefined ? 0 : 1),
      open: f,
      addenda: n,
      ...(u === undefined ? {} : { until: u }),
      ...(x === undefined ? {} : { facts: x }),
    },
    isReader: o !== undefined,
    others: p.map((reader) => ({
      principal: name(reader.p),
      role: name(reader.r) as Role,
      ...(reader.u === undefined ? {} : { until: reader.u }),
      ...(reader.h === undefined ? {} : { history: true }),
    })),
    hasText: h === 1,
    ...(m === undefined ? {} : { broughtBy: { importId: name(m), ...(l === undefined ? {} : { fileHash: name(l) }) } }),
  };
}
