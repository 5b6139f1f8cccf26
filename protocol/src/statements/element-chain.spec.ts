import { describe, expect, it } from '@jest/globals';
import { toB64u } from '../bytes.ts';
import { sha256B64u } from '../digest.ts';
import { jcsBytes } from '../jcs.ts';
import { ELEMENT_BYTES } from '../limits.ts';
import type { ElementState } from './element-chain.ts';
import { nextElementState, positionOf } from './element-chain.ts';
import type { AudienceEntry, ContentReference, ElementManifest } from './element-manifest.ts';
import { compareAscii, ELEMENT_MANIFEST, ElementManifest as ManifestSchema } from './element-manifest.ts';
import type { ParsedStatement } from './signed-statement.ts';
import { parseStatement } from './signed-statement.ts';

const instance = `ins_${'A'.repeat(22)}`;
const acc = (letter: string) => `acc_${letter.repeat(21)}A`;
const [ada, bob, eve, max] = [acc('A'), acc('B'), acc('E'), acc('M')];
const hashOf = (text: string) => sha256B64u(new TextEncoder().encode(text));
const other = await hashOf('another');
const noAddenda = toB64u(new Uint8Array(32));

const entry = (principal: string, role: AudienceEntry['role'], more: Partial<AudienceEntry> = {}): AudienceEntry => ({
  principal,
  role,
  epoch: 0,
  fingerprint: principal.charCodeAt(4).toString(16).repeat(32),
  ...more,
});
const owner = entry(ada, 'owner');
const contentOf = (contentVersion: number, more: Partial<ContentReference> = {}): ContentReference => ({
  contentVersion,
  dataHash: other,
  dataLength: 1_150,
  sizeClass: 1_024,
  keyCommitment: other,
  openHash: other,
  addenda: { count: 0, head: noAddenda },
  blobs: [],
  ...more,
});
const first = (more: Partial<ElementManifest> = {}): ElementManifest => ({
  context: ELEMENT_MANIFEST,
  instance,
  author: { account: ada, fingerprint: 'a'.repeat(64) },
  authoredAt: '2026-01-02T03:04:05Z',
  checkpoint: null,
  kind: 'content',
  elementId: `elm_${'A'.repeat(22)}`,
  recordId: ada,
  version: 1,
  previous: null,
  audience: [owner],
  content: contentOf(1),
  ...more,
});
const parse = (value: ElementManifest): Promise<ParsedStatement<ElementManifest>> =>
  parseStatement(ManifestSchema, ELEMENT_MANIFEST, instance, { statement: toB64u(jcsBytes(value)), signature: 'AA' });
const step = async (state: ElementState | undefined, value: ElementManifest): Promise<ElementState> =>
  nextElementState(state, await parse(value));

const by = (account: string) => ({ account, fingerprint: 'b'.repeat(64) });
const content = (state: ElementState, account = ada, more: Partial<ElementManifest> = {}): ElementManifest =>
  first({
    version: state.version + 1,
    previous: state.manifestHash,
    author: by(account),
    audience: state.audience,
    content: contentOf(state.version + 1, { addenda: state.content.addenda }),
    ...more,
  });
const access = (state: ElementState, account: string, audience: AudienceEntry[], more: Partial<ElementManifest> = {}): ElementManifest =>
  content(state, account, {
    kind: 'access',
    content: state.content,
    audience: [...audience].sort((a, b) => compareAscii(a.principal, b.principal)),
    ...more,
  });
const past = (packetHash: string) => ({ history: true as const, historyPackets: [{ contentVersion: 1, packetHash }] });
/** An element of Ada's that these may read besides her. */
const sharedWith = async (...entries: AudienceEntry[]): Promise<ElementState> => {
  const state = await step(undefined, first());
  return step(state, access(state, ada, [owner, ...entries]));
};
const refused = (code: string, detail?: string) => expect.objectContaining(detail === undefined ? { code } : { code, detail });

describe('the position of a manifest', () => {
  it('is that of a successor only with the next number and the hash of the newest', async () => {
    const state = await step(undefined, first());
    expect(positionOf(undefined, first())).toBe('successor');
    expect(positionOf(state, content(state))).toBe('successor');
    expect(positionOf(undefined, first({ previous: other }))).toBe('fork');
    expect(positionOf(state, content(state, ada, { previous: other }))).toBe('fork');
    expect(positionOf(state, content(state, ada, { previous: null }))).toBe('fork');
    expect(positionOf(state, first())).toBe('fork');
    expect(positionOf(undefined, content(state))).toBe('gap');
    expect(positionOf(state, content(state, ada, { version: 3 }))).toBe('gap');
  });
});

describe('the first version', () => {
  it('counts from the owner of the record, for the owner alone', async () => {
    const manifest = await parse(first());
    expect(nextElementState(undefined, manifest)).toEqual({
      elementId: manifest.value.elementId,
      recordId: ada,
      version: 1,
      manifestHash: manifest.hash,
      audience: [owner],
      content: contentOf(1),
      contentAuthor: manifest.value.author,
    });
  });

  it.each([
    ['by somebody else', first({ author: by(bob) }), 'E_RIGHT'],
    ['with a section', first({ sectionId: `sec_${'A'.repeat(22)}` }), 'E_RIGHT'],
    ['for two', first({ audience: [owner, entry(bob, 'viewer')] }), 'E_GRANT'],
    ['for somebody else alone', first({ audience: [entry(bob, 'viewer')] }), 'E_GRANT'],
    ['for nobody', first({ audience: [] }), 'E_GRANT'],
    ['as an access version', first({ kind: 'access' }), 'E_FORMAT'],
    ['with a later content', first({ content: contentOf(2) }), 'E_FORMAT'],
  ])('%s is refused', async (_, manifest, code) => {
    await expect(step(undefined, manifest)).rejects.toEqual(refused(code));
  });
});

describe('the content a manifest names', () => {
  const withContent = (more: Partial<ContentReference>) => first({ content: contentOf(1, more) });
  const { content: _, ...without } = first();

  it.each([
    ['missing', without as ElementManifest, 'E_FORMAT'],
    ['erased', first({ kind: 'erase' }), 'E_FORMAT'],
    ['of a size that padding does not yield', withContent({ sizeClass: 1_025, dataLength: 1_150 }), 'E_FORMAT'],
    ['smaller than the smallest', withContent({ sizeClass: 1_023, dataLength: 1_150 }), 'E_FORMAT'],
    ['above the limit', withContent({ sizeClass: ELEMENT_BYTES * 2, dataLength: ELEMENT_BYTES * 2 + 100 }), 'E_LIMIT'],
    ['in a packet one byte too short', withContent({ dataLength: 1_024 + 79 }), 'E_FORMAT'],
    ['in a packet one byte too long', withContent({ dataLength: 1_024 + 145 }), 'E_FORMAT'],
    ['with a head but no addenda', withContent({ addenda: { count: 0, head: other } }), 'E_ADDENDUM'],
  ])('is refused when %s', async (__, manifest, code) => {
    await expect(step(undefined, manifest)).rejects.toEqual(refused(code));
  });

  it('has a packet as long as its size class can yield', async () => {
    const chunks = 2 ** 20;
    const lengths = [
      { dataLength: 1_024 + 80 },
      { dataLength: 1_024 + 144 },
      { sizeClass: chunks, dataLength: chunks + 128 + 16 * 4 },
      { sizeClass: ELEMENT_BYTES, dataLength: ELEMENT_BYTES + 128 + 16 * 32 },
    ];
    for (const more of lengths) expect((await step(undefined, withContent(more))).content).toMatchObject(more);
    await expect(step(undefined, withContent({ sizeClass: chunks, dataLength: chunks + 129 + 16 * 4 }))).rejects.toEqual(
      refused('E_FORMAT'),
    );
  });
});

describe('every audience', () => {
  it.each([
    ['without the owner', [entry(bob, 'viewer')], 'E_GRANT'],
    ['with the owner lowered', [entry(ada, 'manager')], 'E_GRANT'],
    ['with a second owner', [owner, entry(bob, 'owner')], 'E_GRANT'],
    ['with an end of the owner', [entry(ada, 'owner', { until: '2027-01-01T00:00:00Z' })], 'E_GRANT'],
    ['with a history for the owner', [entry(ada, 'owner', { history: true })], 'E_GRANT'],
    ['with a group', [owner, entry(`grp_${'A'.repeat(22)}`, 'viewer', { epoch: 1 })], 'E_GRANT'],
    ['with a section', [owner, entry(`sec_${'A'.repeat(22)}`, 'manager', { epoch: 1 })], 'E_GRANT'],
    ['with an epoch of an account', [owner, entry(bob, 'viewer', { epoch: 1 })], 'E_GRANT'],
    [
      'with packets of the past but no history',
      [owner, entry(bob, 'viewer', { historyPackets: [{ contentVersion: 1, packetHash: other }] })],
      'E_FORMAT',
    ],
    [
      'with packets of the future',
      [owner, entry(bob, 'viewer', { history: true, historyPackets: [{ contentVersion: 2, packetHash: other }] })],
      'E_FORMAT',
    ],
  ])('%s is refused, even from the owner', async (_, audience, code) => {
    const state = await step(undefined, first());
    await expect(step(state, access(state, ada, audience))).rejects.toEqual(refused(code));
  });

  it('may have readers with an end and with history', async () => {
    const state = await step(undefined, first());
    const reader = entry(bob, 'viewer', {
      until: '2027-01-01T00:00:00Z',
      history: true,
      historyPackets: [{ contentVersion: 1, packetHash: other }],
    });
    expect((await step(state, access(state, ada, [owner, reader]))).audience).toEqual([owner, reader]);
  });
});

describe('along a chain', () => {
  it('an erase is no step, whatever comes with it', async () => {
    const state = await step(undefined, first());
    await expect(step(state, access(state, ada, [owner]))).resolves.toMatchObject({ version: 2 });
    await expect(step(state, access(state, ada, [owner], { kind: 'erase' }))).rejects.toEqual(refused('E_FORMAT'));
  });

  it('element, record and section stay', async () => {
    const state = await step(undefined, first());
    const changes = [
      { elementId: `elm_${'B'.repeat(21)}A` },
      { recordId: bob, audience: [entry(bob, 'owner')] },
      { sectionId: `sec_${'A'.repeat(22)}` },
    ];
    for (const more of changes) await expect(step(state, content(state, ada, more))).rejects.toEqual(refused('E_BIND'));
  });

  it('the content is by who wrote it last, not by who shared it', async () => {
    const state = await sharedWith(entry(bob, 'editor'), entry(max, 'manager'));
    expect(state.contentAuthor.account).toBe(ada);
    const edited = await step(state, content(state, bob));
    expect([edited.contentAuthor.account, edited.content.contentVersion]).toEqual([bob, 3]);
    const shared = await step(edited, access(edited, max, [...edited.audience, entry(eve, 'viewer')]));
    expect([shared.contentAuthor.account, shared.content, shared.version]).toEqual([bob, edited.content, 4]);
  });
});

describe('who may write content', () => {
  it('is editor and up', async () => {
    for (const role of ['editor', 'manager'] as const) {
      const state = await sharedWith(entry(bob, role));
      expect((await step(state, content(state, bob))).version).toBe(3);
    }
    const state = await sharedWith(entry(bob, 'viewer'));
    await expect(step(state, content(state, bob))).rejects.toEqual(refused('E_RIGHT', 'viewer of this element'));
    await expect(step(state, content(state, eve))).rejects.toEqual(refused('E_RIGHT', 'not a reader of this element'));
  });

  it('is judged by the audience before, not by the one it brings', async () => {
    const state = await sharedWith(entry(bob, 'viewer'));
    await expect(step(state, content(state, bob, { audience: [owner, entry(bob, 'editor')] }))).rejects.toEqual(refused('E_RIGHT'));
  });

  it('ends with the end date of the author', async () => {
    const state = await sharedWith(entry(bob, 'editor', { until: '2026-06-01T00:00:00Z' }));
    expect((await step(state, content(state, bob, { authoredAt: '2026-05-31T23:59:59Z' }))).version).toBe(3);
    await expect(step(state, content(state, bob, { authoredAt: '2026-06-01T00:00:00Z' }))).rejects.toEqual(refused('E_CLOCK'));
  });
});

describe('a content version', () => {
  it.each([
    ['a new reader', [owner, entry(bob, 'viewer'), entry(eve, 'viewer')]],
    ['a reader less', [owner]],
    ['a higher role', [owner, entry(bob, 'editor')]],
    ['another end', [owner, entry(bob, 'viewer', { until: '2027-01-01T00:00:00Z' })]],
    ['a history', [owner, entry(bob, 'viewer', { history: true })]],
    ['another reader in its place', [owner, entry(eve, 'viewer')]],
  ])('does not bring %s', async (_, audience) => {
    const state = await sharedWith(entry(bob, 'viewer'));
    await expect(step(state, content(state, ada, { audience }))).rejects.toEqual(refused('E_GRANT'));
  });

  it('may name new keys and packets', async () => {
    const state = await sharedWith(entry(bob, 'viewer'));
    const audience = [owner, entry(bob, 'viewer', { fingerprint: 'd'.repeat(64), packetHash: other })];
    expect((await step(state, content(state, ada, { audience }))).audience).toEqual(audience);
  });

  it('keeps the packets of the past as they are', async () => {
    const state = await sharedWith(entry(bob, 'viewer', past(other)));
    expect((await step(state, content(state))).audience).toEqual(state.audience);
    const changes = [
      { history: true as const },
      past(noAddenda),
      { history: true as const, historyPackets: [...past(other).historyPackets, { contentVersion: 2, packetHash: other }] },
    ];
    for (const change of changes) {
      const audience = [owner, entry(bob, 'viewer', change)];
      await expect(step(state, content(state, ada, { audience }))).rejects.toEqual(refused('E_GRANT'));
    }
    const without = await sharedWith(entry(bob, 'viewer', { history: true }));
    await expect(step(without, content(without, ada, { audience: [owner, entry(bob, 'viewer', past(other))] }))).rejects.toEqual(
      refused('E_GRANT'),
    );
  });

  it('has its own number as number of the content', async () => {
    const state = await sharedWith();
    for (const number of [1, 2, 4]) {
      await expect(step(state, content(state, ada, { content: contentOf(number) }))).rejects.toEqual(refused('E_FORMAT', 'contentVersion'));
    }
  });

  it('loses no addendum', async () => {
    const before = await step(undefined, first({ content: contentOf(1, { addenda: { count: 1, head: other } }) }));
    const next = (addenda: ContentReference['addenda']) => step(before, content(before, ada, { content: contentOf(2, { addenda }) }));
    const head = await hashOf('head of two');
    expect((await next({ count: 1, head: other })).content.addenda.count).toBe(1);
    expect((await next({ count: 2, head })).content.addenda.count).toBe(2);
    await expect(next({ count: 0, head: noAddenda })).rejects.toEqual(refused('E_ADDENDUM', 'addenda were dropped'));
    await expect(next({ count: 1, head })).rejects.toEqual(refused('E_ADDENDUM', 'addenda were changed'));
  });
});

describe('an access version', () => {
  it('keeps the content byte for byte', async () => {
    const state = await sharedWith(entry(bob, 'viewer'));
    const changes = [
      { contentVersion: 3 },
      { dataHash: noAddenda },
      { dataLength: 1_149 },
      { keyCommitment: noAddenda },
      { openHash: noAddenda },
    ];
    for (const more of changes) {
      const changed = access(state, ada, [owner], { content: { ...state.content, ...more } });
      await expect(step(state, changed)).rejects.toEqual(refused('E_BIND'));
    }
    expect((await step(state, access(state, ada, [owner]))).audience).toEqual([owner]);
  });

  it('comes from manager and up', async () => {
    for (const role of ['viewer', 'editor'] as const) {
      const state = await sharedWith(entry(bob, role));
      await expect(step(state, access(state, bob, [...state.audience, entry(eve, 'viewer')]))).rejects.toEqual(refused('E_RIGHT'));
    }
    const state = await sharedWith(entry(bob, 'manager'));
    expect((await step(state, access(state, bob, [...state.audience, entry(eve, 'editor')]))).version).toBe(3);
    await expect(step(state, access(state, eve, [...state.audience, entry(eve, 'editor')]))).rejects.toEqual(refused('E_RIGHT'));
  });

  it.each([
    ['appoints a manager', [owner, entry(bob, 'manager'), entry(eve, 'manager'), entry(max, 'manager')]],
    ['adds a manager', [owner, entry(bob, 'manager'), entry(eve, 'viewer'), entry(max, 'manager'), entry(acc('Z'), 'manager')]],
    ['removes a manager', [owner, entry(bob, 'manager'), entry(eve, 'viewer')]],
    ['lowers a manager', [owner, entry(bob, 'manager'), entry(eve, 'viewer'), entry(max, 'editor')]],
    ['ends a manager', [owner, entry(bob, 'manager'), entry(eve, 'viewer'), entry(max, 'manager', { until: '2027-01-01T00:00:00Z' })]],
    ["moves the owner's key", [entry(ada, 'owner', { fingerprint: 'd'.repeat(64) }), entry(bob, 'manager'), entry(max, 'manager')]],
    ['removes itself', [owner, entry(eve, 'viewer'), entry(max, 'manager')]],
  ])('by a manager never %s; by the owner it does', async (_, audience) => {
    const state = await sharedWith(entry(bob, 'manager'), entry(max, 'manager'), entry(eve, 'viewer'));
    await expect(step(state, access(state, bob, audience))).rejects.toEqual(refused('E_GRANT'));
    expect((await step(state, access(state, ada, audience))).audience).toHaveLength(audience.length);
  });

  it('by a manager moves viewers and editors freely', async () => {
    const state = await sharedWith(entry(bob, 'manager'), entry(eve, 'viewer'));
    const audiences = [
      [owner, entry(bob, 'manager')],
      [owner, entry(bob, 'manager'), entry(eve, 'editor', { until: '2027-01-01T00:00:00Z' })],
      [owner, entry(bob, 'manager', { fingerprint: 'd'.repeat(64) }), entry(eve, 'viewer')],
    ];
    for (const audience of audiences) expect((await step(state, access(state, bob, audience))).audience).toEqual(audience);
  });

  it('changes the hash of a packet only with the packet', async () => {
    const state = await sharedWith(entry(bob, 'manager', { packetHash: other }), entry(eve, 'viewer'));
    const [kept, changed] = [entry(bob, 'manager', { packetHash: other }), entry(bob, 'manager', { packetHash: noAddenda })];
    await expect(step(state, access(state, bob, [owner, changed, entry(eve, 'viewer')]))).rejects.toEqual(refused('E_GRANT'));
    await expect(step(state, access(state, ada, [owner, entry(bob, 'manager'), entry(eve, 'viewer')]))).rejects.toEqual(refused('E_GRANT'));
    const moved = { ...changed, fingerprint: 'd'.repeat(64) };
    for (const bobs of [kept, moved]) expect((await step(state, access(state, ada, [owner, bobs]))).audience).toEqual([owner, bobs]);
  });

  it('changes packets of the past only with the history', async () => {
    const state = await sharedWith(entry(bob, 'viewer', past(other)));
    for (const more of [{}, { fingerprint: 'd'.repeat(64) }, { until: '2027-01-01T00:00:00Z' }]) {
      const changes = [entry(bob, 'viewer', { ...more, ...past(noAddenda) }), entry(bob, 'viewer', { ...more, history: true })];
      for (const changed of changes) await expect(step(state, access(state, ada, [owner, changed]))).rejects.toEqual(refused('E_GRANT'));
      const kept = entry(bob, 'viewer', { ...more, ...past(other) });
      expect((await step(state, access(state, ada, [owner, kept]))).audience).toEqual([owner, kept]);
    }
    expect((await step(state, access(state, ada, [owner, entry(bob, 'viewer')]))).version).toBe(3);
  });
});
