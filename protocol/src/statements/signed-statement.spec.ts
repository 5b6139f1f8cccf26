import { beforeAll, describe, expect, it } from '@jest/globals';
import * as openpgp from 'openpgp';
import * as z from 'zod/mini';
import { fromB64u, toB64u, utf8 } from '../bytes.ts';
import { sha256B64u } from '../digest.ts';
import { jcsBytes } from '../jcs.ts';
import { readCertificate } from '../openpgp/certificate.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import {
  parseStatement,
  SignedStatement,
  statementBytes,
  statementFields,
  toSignedStatement,
  verifyStatement,
} from './signed-statement.ts';

const CONTEXT = 'sealchart/v1/spec-note';
const Note = z.strictObject({ ...statementFields(CONTEXT), text: z.string(), list: z.optional(z.array(z.int())) });
type Note = z.infer<typeof Note>;

const instance = `ins_${'A'.repeat(22)}`;
const date = new Date('2026-01-02T03:04:05Z');
const config = { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.gcm, v6Keys: true };

let privateKey: openpgp.PrivateKey;
let certificate: Certificate;
beforeAll(async () => {
  ({ privateKey } = await openpgp.generateKey({ type: 'curve25519', userIDs: [], format: 'object', date, config }));
  certificate = await readCertificate(privateKey.toPublic().write());
});

const note = (more: Partial<Note> = {}): Note => ({
  context: CONTEXT,
  instance,
  author: { account: `acc_${'A'.repeat(22)}`, fingerprint: certificate.fingerprint },
  authoredAt: '2026-01-02T03:04:05Z',
  checkpoint: null,
  text: 'Grüße, 1.50',
  ...more,
});
const sign = async (bytes: Uint8Array): Promise<Uint8Array> => {
  const message = await openpgp.createMessage({ binary: bytes });
  const signature: unknown = await openpgp.sign({ message, signingKeys: privateKey, detached: true, format: 'binary', date, config });
  return signature as Uint8Array;
};
const signed = async (value: Note): Promise<SignedStatement> => {
  const bytes = statementBytes(Note, value);
  return toSignedStatement(bytes, await sign(bytes));
};
const parse = (statement: Uint8Array | string) =>
  parseStatement(Note, CONTEXT, instance, { statement: typeof statement === 'string' ? statement : toB64u(statement), signature: 'AA' });

const json = (change: (text: string) => string) => utf8(change(new TextDecoder().decode(jcsBytes(note()))));

describe('a signed statement', () => {
  it('comes back with its bytes and their hash, and verifies', async () => {
    const whole = await signed(note());
    const parsed = await parseStatement(Note, CONTEXT, instance, whole);
    expect(parsed.value).toEqual(note());
    expect(toB64u(parsed.bytes)).toBe(whole.statement);
    expect(parsed.hash).toBe(await sha256B64u(fromB64u(whole.statement)));
    await expect(verifyStatement(parsed, certificate)).resolves.toBeUndefined();
  });

  it('does not verify when changed, under another key, or unsigned', async () => {
    const whole = await signed(note());
    const changed = await parseStatement(Note, CONTEXT, instance, { ...whole, statement: toB64u(jcsBytes(note({ text: 'other' }))) });
    await expect(verifyStatement(changed, certificate)).rejects.toMatchObject({ code: 'E_SIGNATURE' });
    const foreign = await parseStatement(
      Note,
      CONTEXT,
      instance,
      await signed(note({ author: { ...note().author, fingerprint: 'a'.repeat(64) } })),
    );
    await expect(verifyStatement(foreign, certificate)).rejects.toMatchObject({ code: 'E_AUTHOR' });
    await expect(verifyStatement(await parse(whole.statement), certificate)).rejects.toMatchObject({ code: 'E_SIGNATURE' });
  });

  it('has a hash without its signature', async () => {
    const [one, two] = [await signed(note()), await signed(note())];
    expect(one.signature).not.toBe(two.signature);
    const hashes = await Promise.all([one, two].map(async (whole) => (await parseStatement(Note, CONTEXT, instance, whole)).hash));
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('the bytes of a statement', () => {
  it('have one form only', async () => {
    await expect(parse(json((text) => text))).resolves.toMatchObject({ value: note() });
    const others = [
      json((text) => `${text} `),
      json((text) => `\ufeff${text}`),
      json((text) => text.replace('{"author"', '{ "author"')),
      json((text) => text.replace('ü', String.raw`\u00fc`)),
      json((text) => text.replace('"text":', '"text":"first","text":')),
      utf8(JSON.stringify(Object.fromEntries(Object.entries(note()).toReversed()))),
      json((text) => text.slice(0, -1)),
      json((text) => text.replace('"Grüße, 1.50"', String.raw`"\ud800"`)),
      jcsBytes(note()).map((byte, i) => (i === 10 ? 0xff : byte)),
      new Uint8Array(),
      utf8('['.repeat(60_000) + ']'.repeat(60_000)),
    ];
    for (const bytes of others) await expect(parse(bytes)).rejects.toMatchObject({ code: 'E_FORMAT' });
  });

  it('have one spelling only', async () => {
    const text = toB64u(jcsBytes(note({ text: 'Grüße, 1.5' })));
    const spellings = [`${text}=`, `${text}\n`, ` ${text}`, text.slice(0, -1), `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : '~'}`];
    for (const spelling of spellings) await expect(parse(spelling)).rejects.toMatchObject({ code: 'E_FORMAT' });
  });

  it('hold integers as integers', async () => {
    for (const list of ['[1]', '[9007199254740991]']) {
      await expect(parse(json((text) => text.replace('"text"', `"list":${list},"text"`)))).resolves.toBeDefined();
    }
    for (const list of ['[1.5]', '[1e0]', '[1.0]', '[-0]', '[9007199254740993]', '[9007199254740992]', '[null]', '["1"]']) {
      await expect(parse(json((text) => text.replace('"text"', `"list":${list},"text"`)))).rejects.toMatchObject({ code: 'E_FORMAT' });
    }
  });

  it('hold no field that does not belong there, not even those of every object', async () => {
    for (const field of ['"title":"x"', '"__proto__":{"context":"x"}', '"constructor":1', '"toString":1']) {
      const more = JSON.parse(`{${field}}`) as object;
      const bytes = jcsBytes(Object.defineProperties({ ...note() }, Object.getOwnPropertyDescriptors(more)));
      expect(new TextDecoder().decode(bytes)).toContain(field.slice(0, 8));
      await expect(parse(bytes)).rejects.toMatchObject({ code: 'E_FORMAT' });
    }
  });

  it('are refused with the names of the fields, never their values', async () => {
    const bytes = jcsBytes({ ...note(), text: 7, authoredAt: 'Penicillin' });
    await expect(parse(bytes)).rejects.toMatchObject({
      code: 'E_FORMAT',
      issues: expect.arrayContaining([expect.objectContaining({ path: 'authoredAt' }), expect.objectContaining({ path: 'text' })]),
    });
    await expect(parse(bytes)).rejects.not.toThrow(/Penicillin/);
  });
});

describe('a statement in another place', () => {
  it('is refused: other context, none, other instance', async () => {
    const withContext = (context: unknown) => jcsBytes({ ...note(), context });
    for (const context of ['sealchart/v1/profile', 'sealchart/v2/spec-note', '', null, 7]) {
      await expect(parse(withContext(context))).rejects.toMatchObject({ code: 'E_CONTEXT' });
    }
    const { context: _, ...without } = note();
    await expect(parse(jcsBytes(without))).rejects.toMatchObject({ code: 'E_CONTEXT' });
    const elsewhere = jcsBytes(note({ instance: `ins_${'B'.repeat(21)}A` }));
    await expect(parse(elsewhere)).rejects.toMatchObject({ code: 'E_INSTANCE' });
    for (const value of [null, [], 'text', 7]) await expect(parse(jcsBytes(value))).rejects.toMatchObject({ code: 'E_FORMAT' });
  });
});

describe('making a statement', () => {
  it('refuses what its reader would refuse', () => {
    const bad = [
      { ...note(), title: 'x' },
      note({ text: '\ud800' }),
      note({ list: [0.5] }),
      { ...note(), author: 'Ada' },
      note({ text: 7 as never }),
    ];
    for (const value of bad) expect(() => statementBytes(Note, value as Note)).toThrow(expect.objectContaining({ code: 'E_FORMAT' }));
    expect(statementBytes(Note, note())).toEqual(jcsBytes(note()));
  });

  it('gives what the wire accepts', async () => {
    expect(SignedStatement.safeParse(await signed(note())).success).toBe(true);
    expect(SignedStatement.safeParse({ ...(await signed(note())), signer: 'Ada' }).success).toBe(false);
    expect(SignedStatement.safeParse({ statement: { $gt: '' }, signature: 'AA' }).success).toBe(false);
  });
});
