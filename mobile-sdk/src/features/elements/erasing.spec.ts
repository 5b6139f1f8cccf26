import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ElementView, ReadResponse, ReceiptsResponse } from '@sealchart/protocol';
import { ELEMENT_MANIFEST, SealchartError, jcsBytes, sha256B64u, toB64u, toSignedStatement } from '@sealchart/protocol';
import { signDetached } from '../../crypto/openpgp.ts';
import { authorFields } from '../../crypto/statement.ts';
import { fixedClock } from '../../testing/fixed-clock.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { finishPendingWork } from '../pending-work/pending-work.ts';
import { eraseElements, erasedElements } from './erasing.ts';
import { openFormerContent } from './former-content.ts';
import { historyOf } from './history.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { readersOf } from './readers.ts';

let server: RecordServer;
let store = memoryStore();
let [owner, other, reader]: RecordMember[] = [];
const ada = (): RecordMember => owner as RecordMember;
/** Another device of the same account. */
const tablet = (): RecordMember => other as RecordMember;
const bob = (): RecordMember => reader as RecordMember;
beforeEach(async () => {
  [server, store] = [new RecordServer(), memoryStore()];
  owner = await RecordMember.join(server, 'Ada', { ports: { store } });
  [other, reader] = [await RecordMember.of(server, ada().account), await RecordMember.join(server, 'Bob')];
});

const erase = async (member: RecordMember, ...elementIds: string[]) => eraseElements(await member.open(), elementIds);
const erasedAt = async (member: RecordMember) => erasedElements(await member.open());
const listedAt = async (member: RecordMember): Promise<string[]> =>
  (await listElements(await member.open())).map(({ elementId }) => elementId);
const keysOf = (elementId: string): string[] => [...store.entries.keys()].filter((key) => key.includes(elementId)).sort();
const isView = (path: string): boolean => path === '/v1/elements/read' || /^\/v1\/elements\/elm_[^/]*$/.test(path);
/** The server answers every read of one element with this view. */
const serve = (view: ElementView): void => {
  server.mutate = (path, answer) => {
    if (!isView(path)) return undefined;
    return path === '/v1/elements/read' ? ({ ...(answer as ReadResponse), elements: [view], missing: [] } satisfies ReadResponse) : view;
  };
};
/** An end as somebody could sign it. */
const end = async (by: RecordMember, elementId: string, overrides: Record<string, unknown> = {}) => {
  const state = server.elements.get(elementId)?.state;
  if (!state) throw new TypeError('not stored');
  const author = by.author();
  const fields = authorFields({ instance: author, account: author, identity: author.identity }, Date.UTC(2026, 5, 1));
  const place = { elementId, recordId: state.recordId, version: state.version + 1, previous: state.manifestHash };
  const bytes = jcsBytes({ context: ELEMENT_MANIFEST, ...fields, kind: 'erase', ...place, audience: [], ...overrides });
  return toSignedStatement(bytes, await signDetached(author.identity, bytes, Date.UTC(2026, 5, 1)));
};

describe('erasing an element', () => {
  it('destroys it for everybody, and keeps the place, the receipt and nothing else', async () => {
    const [elementId, kept] = [await ada().write('to be erased'), await ada().write('kept')];
    await ada().shared(elementId, bob());
    await openElement(await ada().open(), elementId);
    await bob().sync();
    await store.write({ put: new Map([[`edit/${elementId}/content`, new Uint8Array(1)]]) });
    expect(await erase(ada(), elementId)).toEqual([{ elementId, ok: true, version: 3 }]);
    expect(keysOf(elementId)).toEqual([`erased/${elementId}`]);
    const [entry, ...rest] = await erasedAt(ada());
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({ elementId, recordId: ada().accountId, version: 3, receipt: { elementId, version: 3, backupDays: 30 } });
    expect(entry?.receipt?.destroyed).toMatchObject({ versions: 2, keyPackets: 2 });
    expect(await listedAt(ada())).toEqual([kept]);
    expect(await bob().sync()).toMatchObject({ gone: 1, refused: [] });
    expect(await listedAt(bob())).toEqual([]);
    await expect(openElement(await bob().open(), elementId)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
  });

  it('is told as such from then on, without asking the server', async () => {
    const elementId = await ada().write('to be erased');
    await erase(ada(), elementId);
    const asked = server.paths.length;
    const context = await ada().open();
    await expect(openElement(context, elementId)).rejects.toMatchObject({ code: 'E_ERASED' });
    await expect(historyOf(context, elementId)).rejects.toMatchObject({ code: 'E_ERASED' });
    await expect(openFormerContent(context, elementId, 1)).rejects.toMatchObject({ code: 'E_ERASED' });
    await expect(readersOf(context, elementId)).rejects.toMatchObject({ code: 'E_ERASED' });
    expect(server.paths).toHaveLength(asked);
    expect(await ada().share(elementId, bob())).toMatchObject({ ok: false, error: { code: 'E_ERASED' } });
    expect(await erase(ada(), elementId)).toEqual([{ elementId, ok: true, version: 2 }]);
    expect(await ada().sync()).toMatchObject({ changed: 0, gone: 0, refused: [] });
  });

  it('is refused for what is not the own record’s, and for what is not there; the others are erased', async () => {
    const [own, foreign] = [await ada().write('own'), await bob().write('foreign')];
    await bob().shared(foreign, ada(), { role: 'manager' });
    const absent = `elm_${'A'.repeat(22)}`;
    expect(await erase(ada(), foreign, own, absent)).toMatchObject([
      { ok: false, error: { code: 'E_RIGHT' } },
      { ok: true, version: 2 },
      { ok: false, error: { code: 'E_NOT_FOUND' } },
    ]);
    expect(server.elements.has(foreign)).toBe(true);
  });

  it('is done over what somebody else changed meanwhile', async () => {
    const elementId = await ada().write('first');
    await ada().shared(elementId, bob(), { role: 'editor' });
    let left = 1;
    const send = server.send;
    server.send = async (request) => {
      if (request.url.endsWith('/batch') && request.headers['authorization']?.endsWith(ada().accountId) && left > 0) {
        left -= 1;
        await bob().rewrite(elementId, 'second');
      }
      return send(request);
    };
    const meddled = await RecordMember.of(server, ada().account, { http: { send: (request) => server.send(request) } });
    expect(await erase(meddled, elementId)).toMatchObject([{ ok: true, version: 4 }]);
  });

  it('of one element on two devices is one end, which both take up', async () => {
    const elementId = await ada().write('erased twice');
    await tablet().sync();
    expect(await erase(ada(), elementId)).toMatchObject([{ ok: true, version: 2 }]);
    expect(await erase(tablet(), elementId)).toMatchObject([{ ok: true, version: 2 }]);
    expect(await erasedAt(tablet())).toEqual(await erasedAt(ada()));
  });
});

describe('an end that another device of the account made', () => {
  it('is taken up by the next sync, over versions that this device never saw', async () => {
    const [known, unknown] = [await ada().write('known'), await ada().write('unknown')];
    await tablet().sync();
    const late = await ada().write('late');
    for (const elementId of [known, unknown, late]) await ada().rewrite(elementId, 'changed');
    await erase(ada(), known, late);
    expect(await tablet().sync()).toMatchObject({ gone: 2, changed: 1, refused: [] });
    expect(await listedAt(tablet())).toEqual([unknown]);
    expect(await erasedAt(tablet())).toEqual(await erasedAt(ada()));
    const fresh = await RecordMember.of(server, ada().account);
    expect(await fresh.sync()).toMatchObject({ gone: 2, refused: [] });
    expect(await fresh.sync()).toMatchObject({ gone: 0, changed: 0, refused: [] });
    expect(await erasedAt(fresh)).toHaveLength(2);
  });

  it.each<[string, string, () => Promise<Partial<ElementView> & { elementId: string }>]>([
    [
      'somebody else signed',
      'E_RIGHT',
      async () => {
        const elementId = await ada().write('victim');
        await ada().shared(elementId, bob(), { role: 'manager' });
        return { elementId, chain: [await end(bob(), elementId)], newest: 3 };
      },
    ],
    [
      'somebody else signed in the owner’s name',
      'E_SIGNATURE',
      async () => {
        const elementId = await ada().write('victim');
        const right = await end(ada(), elementId);
        return { elementId, chain: [{ ...right, signature: (await end(bob(), elementId)).signature }], newest: 2 };
      },
    ],
    [
      'takes the place of a version that was verified here',
      'E_ROLLBACK',
      async () => {
        const elementId = await ada().write('victim');
        const early = await end(ada(), elementId);
        await ada().rewrite(elementId, 'second');
        return { elementId, chain: [early], newest: 2 };
      },
    ],
    [
      'follows another version than the newest',
      'E_ROLLBACK',
      async () => {
        const elementId = await ada().write('victim');
        return { elementId, chain: [await end(ada(), elementId, { previous: await sha256B64u(new Uint8Array(1)) })], newest: 2 };
      },
    ],
    [
      'has readers or content left',
      'E_FORMAT',
      async () => {
        const elementId = await ada().write('victim');
        const { audience, content } = server.elements.get(elementId)?.state ?? {};
        return { elementId, chain: [await end(ada(), elementId, { audience, content })], newest: 2 };
      },
    ],
    [
      'is of another element',
      'E_BIND',
      async () => {
        const [elementId, another] = [await ada().write('victim'), await ada().write('another')];
        return { elementId, chain: [await end(ada(), another)], newest: 2 };
      },
    ],
    [
      'is of an element that lives on',
      'E_INCOMPLETE',
      async () => {
        const elementId = await ada().write('victim');
        return { elementId, chain: [await end(ada(), elementId)], newest: 3 };
      },
    ],
  ])('is refused when it is one that %s', async (_name, code, make) => {
    const view = (await make()) as ElementView;
    const { elementId } = view;
    serve(view);
    const before = keysOf(elementId);
    await expect(openElement(await ada().open(), elementId)).rejects.toMatchObject({ code });
    const row = { principal: ada().accountId, kind: 'element', id: elementId, version: 9, hash: 'A'.repeat(43) } as const;
    const rows = server.feeds.get(ada().accountId) ?? [];
    server.feeds.set(ada().accountId, [...rows, { ...row, seq: rows.length + 1 }]);
    expect((await ada().sync()).refused).toMatchObject([{ elementId, error: { code } }]);
    expect(keysOf(elementId).filter((key) => !key.startsWith('evidence/'))).toEqual(before);
    expect(await erasedAt(ada())).toEqual([]);
  });

  it('is refused in the place of another element, by a device that knows neither', async () => {
    const [elementId, another] = [await ada().write('victim'), await ada().write('another')];
    serve({ elementId, chain: [await end(ada(), another)], newest: 2 });
    await expect(openElement(await tablet().open(), elementId)).rejects.toMatchObject({ code: 'E_BIND' });
    expect(await erasedAt(tablet())).toEqual([]);
  });

  it('by a key that was given up as compromised counts only under an anchor', async () => {
    const elementId = await ada().write('erased in time');
    await ada().write('kept');
    await erase(ada(), elementId);
    await ada().account.rotate('compromise');
    server.show(ada().account);
    const fresh = await RecordMember.of(server, ada().account);
    expect((await fresh.sync()).refused).toContainEqual(
      expect.objectContaining({ elementId, error: expect.objectContaining({ code: 'E_CERT' }) }),
    );
    expect(await finishPendingWork(await ada().open())).toMatchObject({ steps: [] });
    expect(await fresh.sync()).toMatchObject({ refused: [], gone: 1, changed: 1 });
    expect(await erasedAt(fresh)).toMatchObject([{ elementId }]);
  });
});

describe('an element that was erased', () => {
  it('is refused when the server shows it alive again', async () => {
    const elementId = await ada().write('to be erased');
    const held = server.elements.get(elementId);
    if (!held) throw new TypeError('not stored');
    await erase(ada(), elementId);
    server.elements.set(elementId, held);
    server.ends.delete(elementId);
    expect(await ada().share(elementId, bob())).toMatchObject({ ok: false, error: { code: 'E_ROLLBACK' } });
    await tablet().rewrite(elementId, 'alive');
    expect((await ada().sync()).refused).toMatchObject([{ elementId, error: { code: 'E_ROLLBACK' } }]);
    expect(await listedAt(ada())).toEqual([]);
    expect(keysOf(elementId)).toEqual([`erased/${elementId}`]);
  });

  it('is refused when the server shows another end', async () => {
    const elementId = await ada().write('to be erased');
    const another = await end(ada(), elementId);
    await erase(ada(), elementId);
    serve({ elementId, chain: [another], newest: 2 });
    expect(await ada().share(elementId, bob())).toMatchObject({ ok: false, error: { code: 'E_ROLLBACK' } });
    server.mutate = () => undefined;
    expect(await ada().share(elementId, bob())).toMatchObject({ ok: false, error: { code: 'E_ERASED' } });
  });

  it('is refused when its feed tells of another end, or of versions behind it', async () => {
    const elementId = await ada().write('to be erased');
    await ada().sync();
    await erase(ada(), elementId);
    await ada().sync();
    const cursor = store.entries.get('sync/cursor') ?? new Uint8Array();
    const rows = server.feeds.get(ada().accountId) ?? [];
    const last = rows.at(-1);
    if (!last) throw new TypeError('no row');
    for (const changes of [{ hash: 'A'.repeat(43) }, { version: 3 }, { gone: true as const }]) {
      server.feeds.set(ada().accountId, [...rows, { ...last, seq: rows.length + 1, ...changes }]);
      expect((await ada().sync()).refused).toMatchObject([{ elementId, error: { code: 'E_ROLLBACK' } }]);
      store.entries.set('sync/cursor', cursor);
    }
    server.feeds.set(ada().accountId, [...rows, { ...last, seq: rows.length + 1 }]);
    expect(await ada().sync()).toMatchObject({ refused: [], gone: 0 });
  });
});

describe('a receipt', () => {
  it('is refused by another key than the pinned one, about another erase, or changed', async () => {
    const [elementId, another] = [await ada().write('erased'), await ada().write('erased too')];
    server.mutate = (path) => (path.endsWith('/receipts') ? { receipts: [] } : undefined);
    await erase(ada(), elementId, another);
    const [held, second] = [server.ends.get(elementId), server.ends.get(another)];
    if (!held || !second) throw new TypeError('not erased');
    const fields = ({ elementId: id, recordId, version, manifestHash, destroyed }: typeof held) => ({
      elementId: id,
      recordId,
      version,
      eraseHash: manifestHash,
      destroyed,
    });
    const foreign = await crypto.subtle.generateKey('Ed25519', false, ['sign']);
    const right = await server.signReceipt(fields(held));
    const wrong: [ReceiptsResponse['receipts'][number], string][] = [
      [await server.signReceipt(fields(held), foreign.privateKey), 'E_SIGNATURE'],
      [{ ...right, signature: toB64u(new Uint8Array(64)) }, 'E_SIGNATURE'],
      [{ ...right, statement: (await server.signReceipt(fields(second))).statement }, 'E_SIGNATURE'],
      [await server.signReceipt({ ...fields(held), eraseHash: second.manifestHash }), 'E_BIND'],
      [await server.signReceipt({ ...fields(held), version: 7 }), 'E_BIND'],
      [await server.signReceipt({ ...fields(held), recordId: bob().accountId }), 'E_BIND'],
      [await server.signReceipt({ ...fields(held), elementId: `elm_${'A'.repeat(22)}` }), 'E_BIND'],
    ];
    for (const [receipt, code] of wrong) {
      server.mutate = (path) => (path.endsWith('/receipts') ? { receipts: [receipt] } : undefined);
      await expect(erasedAt(ada())).rejects.toMatchObject({ code });
    }
    server.mutate = () => undefined;
    const listed = await erasedAt(ada());
    expect(listed.map(({ receipt }) => receipt?.elementId).sort()).toEqual([elementId, another].sort());
  });

  it('is not needed to list what was erased, and is asked for again', async () => {
    const http = { down: false };
    const away = await RecordMember.of(server, ada().account, {
      clock: fixedClock(Date.now()),
      http: {
        send: async (request) => {
          if (http.down) throw new SealchartError('E_NETWORK');
          return server.send(request);
        },
      },
    });
    const elementId = await away.write('erased');
    server.mutate = (path) => (path.endsWith('/receipts') ? { receipts: [] } : undefined);
    await erase(away, elementId);
    http.down = true;
    expect(await erasedAt(away)).toEqual([expect.not.objectContaining({ receipt: expect.anything() })]);
    http.down = false;
    server.mutate = () => undefined;
    expect(await erasedAt(away)).toMatchObject([{ elementId, receipt: { elementId } }]);
  });
});
