import { SealchartError } from '@sealchart/protocol';

/** Characters of one line: the events of this interface need less than a hundred. */
const LINE_CHARACTERS = 4_096;
const FIELDS: ReadonlySet<string> = new Set(['event', 'id']);

/** One event, as far as this interface uses it. */
export interface ServerSentEvent {
  /** `message` where none is given. */
  readonly name: string;
  readonly id: string | undefined;
}

/**
 * Reads server-sent events (HTML section 9.2.6) out of text that comes in pieces, cut anywhere. Data, comments and fields that this
 * interface does not use are passed over. `E_ANSWER` for a line beyond 4,096 characters: nothing that the server sends is gathered.
 */
export async function* readEvents(body: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void, void> {
  let fields = new Map<string, string>();
  let isEmpty = true;
  for await (const line of readLines(body)) {
    if (line === '') {
      if (!isEmpty) yield { name: fields.get('event') || 'message', id: fields.get('id') };
      fields = new Map();
      isEmpty = true;
      continue;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    // An event without data, by the letter of the standard, is none.
    if (name === 'data') isEmpty = false;
    if (FIELDS.has(name)) fields.set(name, colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, ''));
  }
}

async function* readLines(body: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let rest = '';
  let endsInReturn = false;
  for await (const piece of body) {
    // Lines end in LF, CR, or both together, which may come apart.
    const text = endsInReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece === '') continue;
    endsInReturn = piece.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of [...lines, rest]) {
      if (line.length > LINE_CHARACTERS) throw new SealchartError('E_ANSWER', { detail: 'an event with an endless line' });
    }
    yield* lines;
  }
}
