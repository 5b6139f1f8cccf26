import type { DirectoryEntry, KeyBundle, SignedStatement, Slot } from '@sealchart/protocol';
import { fromB64u, fromUtf8, idOf, toB64u, utf8 } from '@sealchart/protocol';

/** Answers that hand out a bundle: to a login or a recovery. */
export interface KeyAnswer {
  readonly accountId: string;
  readonly bundle: KeyBundle;
  readonly entry: DirectoryEntry;
}

/** Numbers from a seed (mulberry32), so that a failing one can be had again. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Draw = ReturnType<typeof seeded>;
type Mutation = (answer: KeyAnswer, draw: Draw) => KeyAnswer;

const pick = <T>(list: readonly T[], draw: Draw): T => list[draw(list.length)] as T;
const replaceAt = <T>(list: readonly T[], index: number, value: T): T[] => list.map((one, i) => (i === index ? value : one));

/** One bit of base64url text, which stays well formed. */
function flip(text: string, draw: Draw): string {
  const bytes = fromB64u(text);
  const index = draw(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ (1 << draw(8));
  return toB64u(bytes);
}

function flipHex(hex: string, draw: Draw): string {
  return Buffer.from(fromB64u(flip(Buffer.from(hex, 'hex').toString('base64url'), draw))).toString('hex');
}

const otherId = (prefix: 'acc_' | 'ins_' | 'slt_', draw: Draw): string =>
  prefix +
  idOf(
    'slt_',
    Uint8Array.from({ length: 16 }, () => draw(256)),
  ).slice(4);

/** One part of a JWE: a bit, or for its header a member. */
function changeJwe(jwe: string, draw: Draw): string {
  const parts = jwe.split('.');
  const index = pick(
    parts.flatMap((part, i) => (part === '' ? [] : [i])),
    draw,
  );
  const part = parts[index] ?? '';
  return replaceAt(parts, index, index === 0 && draw(4) > 0 ? changeHeader(part, draw) : flip(part, draw)).join('.');
}

function changeHeader(part: string, draw: Draw): string {
  const header = JSON.parse(fromUtf8(fromB64u(part))) as { ctx: Record<string, unknown> & { version: number } };
  const changes: readonly object[] = [
    { alg: 'none' },
    { alg: 'RSA1_5' },
    { enc: 'A128CBC-HS256' },
    { zip: 'DEF' },
    { crit: ['exp'] },
    { kid: 'k' },
    { epk: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } },
    { ctx: { ...header.ctx, version: header.ctx.version + 1 } },
    { ctx: { ...header.ctx, version: Math.max(1, header.ctx.version - 1), more: 1 } },
    { ctx: { ...header.ctx, account: otherId('acc_', draw) } },
    { ctx: { ...header.ctx, instance: otherId('ins_', draw) } },
    { ctx: { ...header.ctx, slotId: otherId('slt_', draw) } },
    { ctx: { ...header.ctx, kind: 'passkey' } },
    { ctx: { ...header.ctx, kdf: { name: 'argon2id', m: 8, t: 1, p: 1, salt: 'A'.repeat(22) } } },
  ];
  return toB64u(utf8(JSON.stringify({ ...header, ...pick(changes, draw) })));
}

const onBundle =
  (change: (bundle: KeyBundle, draw: Draw) => Partial<KeyBundle>): Mutation =>
  (answer, draw) => ({ ...answer, bundle: { ...answer.bundle, ...change(answer.bundle, draw) } });
const onEntry =
  (change: (entry: DirectoryEntry, draw: Draw) => Partial<DirectoryEntry>): Mutation =>
  (answer, draw) => ({ ...answer, entry: { ...answer.entry, ...change(answer.entry, draw) } });
const onSlot = (change: (slot: Slot, draw: Draw) => Partial<Slot>): Mutation =>
  onBundle(({ slots }, draw) => {
    const index = draw(slots.length);
    const slot = slots[index] as Slot;
    const changed = replaceAt(slots, index, { ...slot, ...change(slot, draw) });
    // The wire wants them in order.
    return { slots: changed.toSorted((a, b) => (a.slotId < b.slotId ? -1 : 1)) };
  });
const flipStatement = (signed: SignedStatement, draw: Draw): SignedStatement =>
  draw(2) === 0 ? { ...signed, statement: flip(signed.statement, draw) } : { ...signed, signature: flip(signed.signature, draw) };

/** Every place of the answer, each so that the wire's schema still takes it. */
const MUTATIONS: readonly Mutation[] = [
  onSlot(({ wrapped }, draw) => ({ wrapped: changeJwe(wrapped, draw) })),
  onSlot(({ wrapped }, draw) => ({ wrapped: changeJwe(wrapped, draw) })),
  onSlot(({ publicKey }, draw) => ({ publicKey: flip(publicKey, draw) })),
  onSlot(({ origin }, draw) => ({ origin: { ...origin, mac: flip(origin.mac, draw) } })),
  onSlot(({ origin }, draw) => ({ origin: { ...origin, sequence: origin.sequence + 1 + draw(3) } })),
  onSlot((_, draw) => ({ slotId: otherId('slt_', draw) })),
  onSlot(({ kind }) => ({ kind: kind === 'password' ? 'recovery' : 'password' })),
  onBundle(({ sealedKeys }, draw) => ({ sealedKeys: changeJwe(sealedKeys, draw) })),
  onBundle(({ sealedKeys }, draw) => ({ sealedKeys: changeJwe(sealedKeys, draw) })),
  onBundle(({ certificate }, draw) => ({ certificate: flip(certificate, draw) })),
  onBundle(({ fingerprint }, draw) => ({ fingerprint: flipHex(fingerprint, draw) })),
  onBundle(({ version }, draw) => ({ version: draw(2) === 0 ? version + 1 : Math.max(1, version - 1) })),
  onBundle((_, draw) => ({ accountId: otherId('acc_', draw) })),
  onBundle(({ slots }, draw) => ({ slots: slots.toSpliced(draw(slots.length), 1) })),
  onEntry(({ events }, draw) => {
    const index = draw(events.length);
    return { events: replaceAt(events, index, flipStatement(events[index] as SignedStatement, draw)) };
  }),
  onEntry(({ events }, draw) => ({ events: events.toSpliced(draw(events.length), 1) })),
  onEntry(({ events }, draw) => ({ events: [...events, pick(events, draw)] })),
  onEntry(({ events }) => ({ events: events.toReversed() })),
  onEntry(({ certificates }, draw) => {
    const index = draw(certificates.length);
    return { certificates: replaceAt(certificates, index, flip(certificates[index] ?? '', draw)) };
  }),
  onEntry(({ certificates }) => ({ certificates: certificates.slice(0, -1).concat(certificates[0] ?? '') })),
  onEntry(({ profile }, draw) => ({ profile: flipStatement(profile, draw) })),
  onEntry((_, draw) => ({ accountId: otherId('acc_', draw) })),
  (answer, draw) => ({ ...answer, accountId: otherId('acc_', draw) }),
];

/** So many changed answers, each in one place, every place in turn. */
export function mutatedAnswers(genuine: KeyAnswer, count: number, seed: number): KeyAnswer[] {
  const draw = seeded(seed);
  return Array.from({ length: count }, (_, i) => (MUTATIONS[i % MUTATIONS.length] as Mutation)(genuine, draw));
}
