import type { SealchartError } from '@sealchart/protocol';
import { ELEMENT_BYTES, FHIR_DEPTH, fromUtf8, utf8 } from '@sealchart/protocol';
import { ByteBuffer } from './byte-buffer.ts';
import { fileRefusal } from './file-kind.ts';
import type { Foreign } from './foreign-formats.ts';
import { describeForeign, NO_OBJECT } from './foreign-formats.ts';
import { CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, isSpace, OPEN_LIST, OPEN_OBJECT, QUOTE } from './json-bytes.ts';
import type { Fault, ValueLimits } from './value-scanner.ts';
import { ValueScanner } from './value-scanner.ts';

/** One value as cut from the source. */
export interface Cut {
  /** JSON text without white space between tokens, or the beginning of a skipped value; valid until the scan goes on. */
  readonly bytes: Uint8Array;
  /** Why the value was skipped; undefined when it is whole. */
  readonly fault: Fault | undefined;
}

/** One element of `Bundle.entry`. */
export interface EntryCut extends Cut {
  readonly index: number;
}

/** What stands around the entries of a Bundle, or all of a single resource. */
export interface RootCut extends Cut {
  readonly resourceType: string;
  readonly id: string | undefined;
  /** Entries that were cut out. */
  readonly entries: number;
}

/** What comes next; `...Text` states hand the bytes to the value scanner. */
type State = 'start' | 'firstKey' | 'key' | 'keyText' | 'colon' | 'value' | 'valueText' | 'next' | EntryState | 'end';
type EntryState = 'firstEntry' | 'entry' | 'entryText' | 'nextEntry';

const EXPECTED: Readonly<Partial<Record<State, string>>> = {
  firstKey: 'a key or "}"',
  key: 'a key',
  colon: '":"',
  value: 'a value',
  next: '"," or "}"',
  firstEntry: 'an entry or "]"',
  entry: 'an entry',
  nextEntry: '"," or "]"',
};

/** Bytes of a key of the root: the longest name of an element has 40; more is an attack on memory. */
const KEY_LIMITS = { bytes: 1_024, depth: 0 };
/** The root is the first level of a single resource. */
const VALUE_LIMITS = { bytes: ELEMENT_BYTES, depth: FHIR_DEPTH - 1 };
/** The entry is one level around its resource. */
const ENTRY_LIMITS = { bytes: ELEMENT_BYTES, depth: FHIR_DEPTH + 1 };

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Cuts a source into the entries of its Bundle and what stands around them, holding one entry at a time. A source
 * without entries is a single resource and is cut as a whole. The grammar of JSON is checked down to the borders of
 * the entries; what is wrong there leaves nothing to go on with and throws `E_FHIR` with the byte where it stands.
 *
 * [Note: Bundles before their type] `resourceType` may stand behind `entry`. Only two resources of R4 have an element
 * `entry`: Bundle and List, whose entries have an `item` and no `resource`. So the first entry decides, and the type
 * is compared at the end. The entries of a List stay part of it.
 */
export class SourceScanner {
  readonly #scanner = new ValueScanner();
  readonly #root = new ByteBuffer();
  #rootFault: Fault | undefined;
  #state: State = 'start';
  /** Bytes before the current chunk. */
  #base = 0;
  /** Where it stands in the current chunk. */
  #at = 0;
  #markBytes = 0;
  #key = '';
  /** The key with its quotes, as written. */
  #keyText = '';
  readonly #names = new Map<string, string>();
  #hasEntries = false;
  #isList = false;
  #entries = 0;

  /** Cuts the entries that end in this chunk. Throws `E_FHIR` where the source is not what it should be. */
  *scan(chunk: Uint8Array): Generator<EntryCut, void, void> {
    while (this.#at < chunk.length) {
      const byte = chunk[this.#at] ?? 0;
      if (this.#state === 'keyText' || this.#state === 'valueText' || this.#state === 'entryText') {
        this.#scanText(chunk);
        const cut = this.#scanner.isDone ? this.#finishText() : undefined;
        if (cut) yield cut;
      } else if (isSpace(byte)) this.#at += 1;
      else if (this.#state === 'start') this.#begin(chunk, byte);
      else this.#token(byte);
    }
    this.#base += chunk.length;
    this.#at = 0;
  }

  /** Call after the last chunk. Throws `E_FHIR` when the source ends too early or does not say what it is. */
  end(): RootCut {
    if (this.#state === 'start') throw this.#markBytes === 0 ? fileRefusal('empty', 'it is empty') : foreignRefusal(NO_OBJECT);
    if (this.#state !== 'end') throw fileRefusal('short', `the file ends too early, ${this.#place()}`);
    const resourceType = this.#names.get('resourceType');
    if (resourceType === undefined) throw fileRefusal('noType', 'it has no resourceType');
    if (this.#entries > 0 && resourceType !== 'Bundle')
      throw fileRefusal('broken', 'it has the entries of a Bundle and another resourceType');
    const fault = this.#rootFault;
    return { resourceType, id: this.#names.get('id'), entries: this.#entries, bytes: this.#root.view(), fault };
  }

  /** RFC 8259 section 8.1: a byte order mark may be ignored. */
  #begin(chunk: Uint8Array, byte: number): void {
    if (this.#base + this.#at === this.#markBytes && byte === BYTE_ORDER_MARK[this.#markBytes]) this.#markBytes += 1;
    else if (byte === OPEN_OBJECT && this.#markBytes % BYTE_ORDER_MARK.length === 0) {
      this.#keep('{');
      this.#state = 'firstKey';
    } else throw foreignRefusal(describeForeign(chunk.subarray(this.#at)));
    this.#at += 1;
  }

  /** Handles the first byte of a token outside of values. */
  #token(byte: number): void {
    const state = this.#state;
    if (state === 'end')
      throw fileRefusal('broken', `there is text behind its end, ${this.#place()}; a file holds one Bundle or one resource`);
    if (byte === QUOTE && (state === 'firstKey' || state === 'key')) this.#startText('keyText', KEY_LIMITS);
    else if (byte === COLON && state === 'colon') this.#go('value');
    else if (byte === COMMA && state === 'next') this.#go('key');
    else if (byte === CLOSE_OBJECT && (state === 'firstKey' || state === 'next')) this.#closeRoot();
    else if (byte === COMMA && state === 'nextEntry') this.#go('entry');
    else if (byte === CLOSE_LIST && (state === 'firstEntry' || state === 'nextEntry')) this.#closeEntries();
    else if (byte === COMMA || byte === COLON || byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#refuseToken();
    else if (state === 'value' && byte === OPEN_LIST && this.#key === 'entry' && this.#mayBeBundle()) this.#openEntries();
    else if (state === 'value') this.#startText('valueText', VALUE_LIMITS);
    else if (state === 'firstEntry' || state === 'entry') this.#startText('entryText', ENTRY_LIMITS);
    else this.#refuseToken();
  }

  #refuseToken(): never {
    throw fileRefusal('broken', `${EXPECTED[this.#state] ?? 'something else'} is expected, ${this.#place()}`);
  }

  /** Goes on behind the token. */
  #go(state: State): void {
    this.#state = state;
    this.#at += 1;
  }

  /** Hands the bytes from here on to the value scanner. */
  #startText(state: 'keyText' | 'valueText' | 'entryText', limits: ValueLimits): void {
    this.#scanner.start(limits);
    this.#state = state;
  }

  #scanText(chunk: Uint8Array): void {
    const at = this.#scanner.scan(chunk, this.#at);
    this.#at = at < 0 ? -1 - at : at;
    if (at < 0) throw fileRefusal('broken', `a bracket is closed that is not open, ${this.#place()}`);
  }

  #finishText(): EntryCut | undefined {
    const state = this.#state;
    if (state === 'keyText') this.#finishKey();
    else if (state === 'valueText') this.#finishValue();
    else return this.#finishEntry();
    return undefined;
  }

  #finishKey(): void {
    const { bytes, fault } = this.#scanner;
    const key = fault === undefined ? parsed(bytes) : undefined;
    if (typeof key !== 'string') throw fileRefusal('broken', `a key is not JSON or too long, ${this.#place()}`);
    if (key === 'entry' && this.#hasEntries) throw fileRefusal('broken', `the key entry occurs twice, ${this.#place()}`);
    this.#key = key;
    this.#keyText = fromUtf8(bytes);
    this.#state = 'colon';
  }

  #finishValue(): void {
    const { bytes, fault } = this.#scanner;
    if ((this.#key === 'resourceType' || this.#key === 'id') && !this.#names.has(this.#key) && bytes.length <= KEY_LIMITS.bytes) {
      const value = parsed(bytes);
      if (typeof value === 'string') this.#names.set(this.#key, value);
    }
    this.#keepKey();
    this.#keepValue(bytes, fault);
    this.#state = 'next';
  }

  #mayBeBundle(): boolean {
    const resourceType = this.#names.get('resourceType');
    return resourceType === undefined || resourceType === 'Bundle';
  }

  #openEntries(): void {
    this.#hasEntries = true;
    this.#go('firstEntry');
  }

  #finishEntry(): EntryCut | undefined {
    const { bytes, fault } = this.#scanner;
    this.#state = 'nextEntry';
    if (this.#entries === 0 && !this.#isList && !this.#names.has('resourceType') && isListEntry(bytes)) {
      this.#isList = true;
      this.#keepKey();
      this.#keep('[');
    } else if (this.#isList) this.#keep(',');
    if (this.#isList) {
      this.#keepValue(bytes, fault);
      return undefined;
    }
    this.#entries += 1;
    return { index: this.#entries - 1, bytes, fault };
  }

  #closeRoot(): void {
    this.#keep('}');
    this.#go('end');
  }

  /** An empty list stays in the root: it may be that of a List. */
  #closeEntries(): void {
    if (this.#state === 'firstEntry') {
      this.#keepKey();
      this.#keep('[');
    }
    if (this.#state === 'firstEntry' || this.#isList) this.#keep(']');
    this.#go('next');
  }

  #keepKey(): void {
    this.#keep(`${this.#root.length > 1 ? ',' : ''}${this.#keyText}:`);
  }

  #keepValue(bytes: Uint8Array, fault: Fault | undefined): void {
    if (fault === undefined) this.#keep(bytes);
    else this.#rootFault ??= fault;
  }

  #keep(part: Uint8Array | string): void {
    const bytes = typeof part === 'string' ? utf8(part) : part;
    if (this.#root.length + bytes.length > ELEMENT_BYTES) this.#rootFault ??= 'large';
    if (this.#rootFault === undefined) this.#root.append(bytes);
    else this.#root.clear();
  }

  /** `at byte 123, in entry[4]`. */
  #place(): string {
    const bytes = `at byte ${this.#base + this.#at}`;
    if (this.#state === 'entryText') return `${bytes}, in entry[${this.#entries}]`;
    return this.#entries === 0 ? bytes : `${bytes}, after entry[${this.#entries - 1}]`;
  }
}

/** The JSON value of some bytes; undefined when they are none. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch {
    return undefined;
  }
}

function isListEntry(bytes: Uint8Array): boolean {
  const entry = parsed(bytes);
  return typeof entry === 'object' && entry !== null && Object.hasOwn(entry, 'item') && !Object.hasOwn(entry, 'resource');
}

function foreignRefusal({ kind, sentence }: Foreign): SealchartError {
  return fileRefusal(kind, sentence);
}
