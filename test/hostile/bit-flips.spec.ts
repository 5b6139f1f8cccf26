import { describe, expect, it } from '@jest/globals';
import { printFigure } from '@sealchart/api/testing';
import type { AccountKey, Author, Bytes, ElementView } from '@sealchart/protocol';
import { SealchartError, concatBytes, fromB64u, toB64u } from '@sealchart/protocol';
import type { UnlockedSession } from '@sealchart/sdk/testing';
import { Directory, Session, contextOf, openContent, openData, unwrapSessionKey, verifyView } from '@sealchart/sdk/testing';
import { seeded } from '../stories/support/login-mutations.ts';
import { IS_LONG } from '../stories/support/long-form.ts';
import { stageOf } from './harness/stage.ts';
import { suiteServer } from './harness/suite-server.ts';
import type { Outcome } from './harness/trial.ts';
import { outcomeOf } from './harness/trial.ts';
import { wholeView } from './rows/forging.ts';
import { writeNote } from './rows/people.ts';

/** Of the flips that are drawn; the same in every run. */
const SEED = 0x5ea1;
/** Of the body that makes a whole envelope just above 4 KiB: manifest, signature, key packet and data packet. */
const SMALL_CHARACTERS = 2_450;
const LARGE_CHARACTERS = 600_000;
/** Drawn flips; in the long form the small envelope has every one. */
const SMALL_FLIPS = 2_000;
const LARGE_FLIPS = IS_LONG ? 100_000 : 200;
/** Octets of a data packet before the first that is encrypted. */
const HEADER_OCTETS = 39;

/** A turned bit may name people whom nobody knows: the directory need not be asked for each. */
class KnownPeople extends Directory {
  readonly #author: Author;

  constructor(session: UnlockedSession, author: Author) {
    super(session);
    this.#author = author;
  }

  override signer(author: Author): Promise<AccountKey> {
    const isKnown = author.account === this.#author.account && author.fingerprint === this.#author.fingerprint;
    return isKnown ? super.signer(author) : Promise.reject(new SealchartError('E_AUTHOR'));
  }
}

/** What a reader is sent of an element, in the parts that bytes are sent in. */
interface Envelope {
  readonly parts: { readonly statement: Bytes; readonly signature: Bytes; readonly keyPacket: Bytes; readonly dataPacket: Bytes };
  /** What a client does with it. */
  readonly open: (parts: Envelope['parts']) => Promise<unknown>;
  readonly sessionKey: Bytes;
}

const hostile = suiteServer();

async function envelopeOf(body: string): Promise<Envelope> {
  const owner = await stageOf(hostile()).actor('Kim');
  const elementId = await writeNote(owner, body);
  const view = await wholeView(owner, elementId);
  const session = await new Session({
    server: hostile().server.url,
    client: { name: 'stories', version: '0.1.0' },
    ports: owner.ports,
  }).unlock(owner);
  const [{ statement, signature } = { statement: '', signature: '' }] = view.chain;
  const { content } = view;
  if (!content) throw new Error('no content');
  const { account, identity } = session;
  const author = { account: account.accountId, fingerprint: identity.certificate.fingerprint };
  const context = contextOf(session, new KnownPeople(session, author));
  const open = async (parts: Envelope['parts']): Promise<unknown> => {
    const shown: ElementView = {
      ...view,
      chain: [{ statement: toB64u(parts.statement), signature: toB64u(parts.signature) }],
      content: {
        ...content,
        dataPacket: toB64u(parts.dataPacket),
        keyPacket: { ...content.keyPacket, packet: toB64u(parts.keyPacket) },
      },
    };
    const stored = await verifyView(context, shown, undefined);
    return openContent(session, stored, shown.content ?? content);
  };
  const keyPacket = fromB64u(content.keyPacket.packet);
  const parts = { statement: fromB64u(statement), signature: fromB64u(signature), keyPacket, dataPacket: fromB64u(content.dataPacket) };
  return { parts, open, sessionKey: await unwrapSessionKey(session.identities, keyPacket) };
}

const PARTS = ['statement', 'signature', 'keyPacket', 'dataPacket'] as const;

/** One bit of one part. */
interface Flip {
  readonly part: (typeof PARTS)[number];
  readonly bit: number;
}

const flipsIn = (part: Flip['part'], octets: number): Flip[] => Array.from({ length: octets * 8 }, (_, bit) => ({ part, bit }));

function turned(bytes: Bytes, bit: number): Bytes {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** What came of each flip, counted. */
async function outcomesOf(flips: readonly Flip[], { parts, open }: Envelope): Promise<Map<Outcome, number>> {
  const outcomes = new Map<Outcome, number>();
  for (const { part, bit } of flips) {
    const outcome = await outcomeOf(() => open({ ...parts, [part]: turned(parts[part], bit) }));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return outcomes;
}

/** Codes that a turned bit may be refused with: none of them says that it was not looked at. */
const REFUSALS = new Set([
  'E_SIGNATURE',
  'E_FORMAT',
  'E_CONTEXT',
  'E_INSTANCE',
  'E_BIND',
  'E_AUTHOR',
  'E_KEY_PACKET',
  'E_COMMITMENT',
  'E_HASH',
]);

function expectRefused(outcomes: ReadonlyMap<Outcome, number>): void {
  expect([...outcomes.keys()].filter((outcome) => !REFUSALS.has(outcome))).toEqual([]);
}

describe('H17: one bit turned in what a reader is sent', () => {
  it('of 4 KiB is refused, wherever it lies', async () => {
    const envelope = await envelopeOf('x'.repeat(SMALL_CHARACTERS));
    await envelope.open(envelope.parts);
    const whole = concatBytes(...PARTS.map((part) => envelope.parts[part]));
    expect(whole.length).toBeGreaterThanOrEqual(4_096);
    const all = PARTS.flatMap((part) => flipsIn(part, envelope.parts[part].length));
    const draw = seeded(SEED);
    const drawn = Array.from({ length: SMALL_FLIPS }, () => all[draw(all.length)] as Flip);
    const headers = [...flipsIn('signature', 16), ...flipsIn('keyPacket', 8), ...flipsIn('dataPacket', HEADER_OCTETS)];
    const flips = IS_LONG ? all : [...headers, ...drawn];
    const outcomes = await outcomesOf(flips, envelope);
    expectRefused(outcomes);
    const how = IS_LONG ? 'all of them' : `all of the headers, ${drawn.length} drawn of ${all.length}`;
    printFigure('bit flips', `${whole.length} octets: ${flips.length} bits (${how})`, `${sum(outcomes)} refused`);
  }, 600_000);

  it('of a large one is refused', async () => {
    const envelope = await envelopeOf('x'.repeat(LARGE_CHARACTERS));
    await envelope.open(envelope.parts);
    const { dataPacket } = envelope.parts;
    const draw = seeded(SEED);
    const flips = Array.from({ length: LARGE_FLIPS }, (): Flip => ({ part: 'dataPacket', bit: draw(dataPacket.length * 8) }));
    const outcomes = await outcomesOf(flips, envelope);
    expect([...outcomes.keys()]).toEqual(['E_HASH']);
    printFigure('bit flips, large', `${dataPacket.length} octets: ${flips.length} bits drawn`, `${sum(outcomes)} refused`);
  }, 3_600_000);

  it('is refused by encryption alone, where no hash is asked for', async () => {
    const { parts, sessionKey } = await envelopeOf('x'.repeat(SMALL_CHARACTERS));
    await openData(sessionKey, parts.dataPacket);
    const all = flipsIn('dataPacket', parts.dataPacket.length);
    const draw = seeded(SEED);
    const flips = IS_LONG
      ? all
      : [...flipsIn('dataPacket', HEADER_OCTETS), ...Array.from({ length: 500 }, () => all[draw(all.length)] as Flip)];
    const outcomes = new Map<Outcome, number>();
    for (const { bit } of flips) {
      const outcome = await outcomeOf(() => openData(sessionKey, turned(parts.dataPacket, bit)));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect([...outcomes.keys()].sort()).toEqual(['E_FORMAT', 'E_HASH']);
    printFigure('bit flips, encryption alone', `${flips.length} bits`, `${sum(outcomes)} refused`);
  }, 600_000);
});

const sum = (outcomes: ReadonlyMap<Outcome, number>): number => [...outcomes.values()].reduce((all, count) => all + count, 0);
