import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concatBytes, fromB64u, toB64u, utf8 } from '../bytes.ts';
import { sha256 } from '../digest.ts';
import { jcsBytes } from '../jcs.ts';
import { ELEMENT_BYTES } from '../limits.ts';
import { sizeClassOf } from '../padme.ts';
import type { ElementContent } from './element-content.ts';
import { addendaHeads, openHashOf, padContent, parseContent } from './element-content.ts';

const content = (more: Partial<ElementContent> = {}): ElementContent => ({
  instance: `ins_${'A'.repeat(22)}`,
  elementId: `elm_${'A'.repeat(22)}`,
  recordId: `acc_${'A'.repeat(22)}`,
  contentVersion: 1,
  author: { account: `acc_${'A'.repeat(22)}`, fingerprint: 'a'.repeat(64) },
  schema: 'text/plain',
  title: '',
  body: '',
  attachments: [],
  addenda: [],
  openSalt: toB64u(new Uint8Array(16)),
  ...more,
});
/** Any bytes, padded as content is. */
const padded = (bytes: Uint8Array, size = sizeClassOf(bytes.length)): Uint8Array => {
  const whole = new Uint8Array(size).fill(0x20);
  whole.set(bytes);
  return whole;
};
const plain = (value: unknown) => padded(utf8(JSON.stringify(value)));
const addendum = (body: string) => ({ statement: toB64u(utf8(body)), signature: 'AA' });
const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('padded content', () => {
  it('comes back as it was, in the size of its class', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 3_000 });
    fc.assert(
      fc.property(text, text, (title, body) => {
        const before = content({ title: title.slice(0, 500), body });
        if (!before.title.isWellFormed()) return;
        const bytes = padContent(before);
        expect(bytes.length).toBe(sizeClassOf(jcsBytes(before).length));
        expect(parseContent(bytes)).toEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a body that ends in spaces, and numbers as they were written', () => {
    const body = '{"value":1.50}   ';
    expect(parseContent(padContent(content({ body }))).body).toBe(body);
  });

  it('is refused with less or more padding, with other padding, and without any', () => {
    const bytes = jcsBytes(content({ body: 'x'.repeat(2_000) }));
    expect(refusal(() => parseContent(padded(bytes)))).toEqual(content({ body: 'x'.repeat(2_000) }));
    expect(refusal(() => parseContent(padded(bytes, sizeClassOf(bytes.length) + 1)))).toBe('E_FORMAT');
    expect(refusal(() => parseContent(padded(bytes, 8_192)))).toBe('E_FORMAT');
    expect(refusal(() => parseContent(bytes))).toBe('E_FORMAT');
    expect(refusal(() => parseContent(padded(bytes).fill(0, bytes.length)))).toBe('E_FORMAT');
    expect(refusal(() => parseContent(new Uint8Array(1_024).fill(0x20)))).toBe('E_FORMAT');
    expect(refusal(() => parseContent(new Uint8Array()))).toBe('E_FORMAT');
  });

  it('is refused when not canonical, with unknown, missing or foreign fields', () => {
    const bad = [
      content({ title: 'order of keys is that of writing' }),
      [content()],
      null,
      'text',
      { ...content(), colour: '#ffffff' },
      { ...content(), body: { resourceType: 'Observation' } },
    ];
    for (const value of bad) expect(refusal(() => parseContent(plain(value)))).toBe('E_FORMAT');
    const canonical = [{ ...content(), colour: '#ffffff' }, { ...content(), body: 7 }, { ...content(), openSalt: 'AA' }, {}];
    for (const value of canonical) expect(refusal(() => parseContent(padded(jcsBytes(value))))).toBe('E_FORMAT');
  });

  it('is refused above the limit, and accepted just below it', () => {
    const room = ELEMENT_BYTES - jcsBytes(content()).length;
    expect(padContent(content({ body: 'x'.repeat(room) })).length).toBe(ELEMENT_BYTES);
    expect(refusal(() => padContent(content({ body: 'x'.repeat(room + 1) })))).toBe('E_LIMIT');
  });
});

describe('the hash of open fields', () => {
  it('joins salt and fields without a separator', async () => {
    const salt = toB64u(Uint8Array.from({ length: 16 }, (_, i) => i));
    const expected = await sha256(concatBytes(fromB64u(salt), utf8('{"colour":"#00ff00","favourite":true}')));
    expect(await openHashOf(salt, { favourite: true, colour: '#00ff00' })).toBe(toB64u(expected));
    expect(await openHashOf(salt, {})).not.toBe(toB64u(expected));
  });
});

describe('the heads of addenda', () => {
  it('begin with zeros and chain the hash of each statement', async () => {
    const zeros = new Uint8Array(32);
    const first = await sha256(concatBytes(zeros, await sha256(utf8('one'))));
    const second = await sha256(concatBytes(first, await sha256(utf8('two'))));
    expect(await addendaHeads([])).toEqual([toB64u(zeros)]);
    expect(await addendaHeads([addendum('one'), addendum('two')])).toEqual([zeros, first, second].map((head) => toB64u(head)));
  });

  it('change with the order and with any statement, not with a signature', async () => {
    const head = async (...texts: string[]) => (await addendaHeads(texts.map(addendum))).at(-1);
    expect(await head('one', 'two')).not.toBe(await head('two', 'one'));
    expect(await head('one', 'two')).not.toBe(await head('one', 'twp'));
    expect(await addendaHeads([{ ...addendum('one'), signature: 'AQ' }])).toEqual(await addendaHeads([addendum('one')]));
  });
});
