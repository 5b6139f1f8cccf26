import { SealchartError } from '@sealchart/protocol';
import { atLine, brokenLine, checkEntry, checkFrame, checkLine, checkResource } from './entry-check.ts';
import { FirstLine } from './first-line.ts';
import { isOfKind } from './file-kind.ts';
import type { FhirItem, FhirSource } from './items.ts';
import { LineScanner } from './line-scanner.ts';
import { SourceScanner } from './source-scanner.ts';

type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Reads FHIR R4 JSON (UTF-8) as a stream: a Bundle of any type entry by entry, a single resource, or NDJSON with one resource a line.
 * Holds one entry and one chunk in memory, never more, and reads the source once, in order, to its end: who needs its hash or its
 * progress wraps the source.
 *
 * Yields every entry in order, good ones and bad ones: no object, no resource, a resource type that is not of R4, a
 * primitive that breaks its pattern (R4, data types), a key that occurs twice, broken JSON or UTF-8, nesting deeper
 * than `FHIR_DEPTH`, more than `FHIR_BODY_BYTES`. A problem of the Bundle around the entries comes last and without
 * index. Returns what was read.
 *
 * Throws `E_FHIR` when the source is empty, another format, no object, without `resourceType`, cut off, or broken
 * between its entries; the entries before that place have been yielded. A line of NDJSON is an entry: whatever is wrong with it, the
 * others are read.
 */
export async function* readFhir(source: Source): AsyncGenerator<FhirItem, FhirSource, void> {
  const scanner = new FirstScanner();
  let lines: Lines | undefined;
  for await (const chunk of source) {
    const rest = lines ? chunk : yield* scanner.scan(chunk);
    if (rest === undefined) continue;
    if (!lines) {
      lines = new Lines(scanner.lines);
      yield lines.first(scanner);
    }
    yield* lines.scan(rest);
  }
  return lines ? yield* lines.end() : yield* scanner.end();
}

/** Reads a source as a Bundle or resource for as long as it does not turn out to have more lines with resources. */
class FirstScanner {
  readonly #scanner = new SourceScanner();
  readonly #firstLine = new FirstLine();
  #hasEntries = false;
  /** Why it is no Bundle or resource; thrown unless it turns out to be the first line of several. */
  #failure: SealchartError | undefined;

  /** Lines in front of the second one with text. */
  get lines(): number {
    return this.#firstLine.lines;
  }

  /** Yields the entries of a Bundle. Gives the second line and what follows, once it begins. */
  *scan(chunk: Uint8Array): Generator<FhirItem, Uint8Array | undefined, void> {
    const second = this.#firstLine.isOpen && !this.#hasEntries ? this.#firstLine.find(chunk) : -1;
    yield* this.#scan(second < 0 ? chunk : chunk.subarray(0, second));
    if (second < 0) return undefined;
    if (!this.#hasEntries) return chunk.subarray(second);
    // The Bundle ended in this very chunk: what is behind it is refused where it stands.
    yield* this.#scan(chunk.subarray(second));
    return undefined;
  }

  *#scan(chunk: Uint8Array): Generator<FhirItem, void, void> {
    try {
      if (this.#failure) throw this.#failure;
      for (const cut of this.#scanner.scan(chunk)) {
        this.#hasEntries = true;
        yield checkEntry(cut);
      }
    } catch (failure) {
      const mayBeLine = !this.#hasEntries && this.#firstLine.mayBeFound && failure instanceof SealchartError;
      if (!mayBeLine) throw failure;
      this.#failure = failure;
    }
  }

  /** The first line of several, as an item. */
  firstLine(): FhirItem {
    const line = this.#firstLine.first;
    try {
      return this.#failure ? brokenLine(0, line) : atLine(checkResource(this.#scanner.end()), 0, line);
    } catch (failure) {
      if (!(failure instanceof SealchartError)) throw failure;
      return brokenLine(0, line, { rule: isOfKind(failure, 'noType') ? 'noType' : 'broken', reason: failure.detail ?? failure.message });
    }
  }

  *end(): Generator<FhirItem, FhirSource, void> {
    if (this.#failure) throw this.#failure;
    const root = this.#scanner.end();
    if (root.resourceType !== 'Bundle') {
      yield checkResource(root);
      return { form: 'resource', items: 1 };
    }
    const { problem, bundleType } = checkFrame(root);
    if (problem) yield problem;
    return { form: 'bundle', items: root.entries, ...(bundleType !== undefined && { bundleType }) };
  }
}

/** Reads the lines behind the first one. */
class Lines {
  readonly #scanner: LineScanner;
  #items = 0;

  /** `before`: lines in front of what comes next. */
  constructor(before: number) {
    this.#scanner = new LineScanner(before + 1);
  }

  first(scanner: FirstScanner): FhirItem {
    this.#items += 1;
    return scanner.firstLine();
  }

  *scan(chunk: Uint8Array): Generator<FhirItem, void, void> {
    for (const cut of this.#scanner.scan(chunk)) {
      yield checkLine(cut, this.#items);
      this.#items += 1;
    }
  }

  *end(): Generator<FhirItem, FhirSource, void> {
    for (const cut of this.#scanner.end()) {
      yield checkLine(cut, this.#items);
      this.#items += 1;
    }
    return { form: 'ndjson', items: this.#items };
  }
}
