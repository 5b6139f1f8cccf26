import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ElementView, ReadResponse } from '@sealchart/protocol';
import { CHAIN_PAGE, ELEMENT_VERSIONS, SealchartError, entryOf } from '@sealchart/protocol';
import { RecordMember } from '../../testing/record-member.ts';
import { RecordServer } from '../../testing/record-server.ts';
import { eraseElements } from './erasing.ts';
import { historyOf } from './history.ts';
import { listElements } from './listing.ts';
import { openElement } from './opening.ts';
import { knownElement } from './reading.ts';

let server: RecordServer;
let members: RecordMember[] = [];
const ada = (): RecordMember => members[0] as RecordMember;
/** Another device of the same account. */
const tablet = (): RecordMember => members[1] as RecordMember;
const bob = (): RecordMember => members[2] as RecordMember;
let wanted = '';
let secret = '';
beforeEach(async () => {
  server = new RecordServer();
  const owner = await RecordMember.join(server, 'Ada');
  members = [owner, await RecordMember.of(server, owner.account), await RecordMember.join(server, 'Bob')];
  wanted = await ada().write('wanted');
  await tablet().sync();
  secret = await ada().write('secret');
});

const CONTINUED = 9_000;

const cut = (view: ElementView): ElementView => ({ ...view, chain: [], newest: CONTINUED });
/** Cuts the answer about what is wanted short, and continues it with this. */
const continueWith = (next: (answer: ElementView) => ElementView): void => {
  let isCut = false;
  server.mutate = (path, answer) => {
    if (path === '/v1/elements/read') {
      const { elements, ...rest } = answer as ReadResponse;
      isCut = true;
      return { ...rest, elements: elements.map((view) => (view.elementId === wanted ? cut(view) : view)) };
    }
    if (path !== `/v1/elements/${wanted}`) return undefined;
    const whole = isCut ? next(answer as ElementView) : cut(answer as ElementView);
    isCut = true;
    return whole;
  };
};
/** Every version of another element, as its reader gets them. */
const secretView = async (): Promise<ElementView> => {
  const { session } = await ada().open();
  return session.api.element(secret, 0);
};

describe('an answer that is continued with another element', () => {
  it('does not make the owner erase that one', async () => {
    const view = await secretView();
    continueWith(() => view);
    const outcomes = await eraseElements(await tablet().open(), [wanted]).catch((error: unknown) => error);
    expect(server.ends.has(secret)).toBe(false);
    expect(server.elements.has(secret)).toBe(true);
    expect(outcomes).toMatchObject({ code: 'E_BIND' });
  });

  it('does not make the owner share that one', async () => {
    const view = await secretView();
    continueWith(() => view);
    const outcome = await tablet()
      .share(wanted, bob())
      .catch((error: unknown) => error);
    expect(entryOf(server.elements.get(secret)?.state.audience ?? [], bob().accountId)).toBeUndefined();
    expect(outcome).toMatchObject({ code: 'E_BIND' });
  });

  it('is not kept in the place of the one that was asked for, nor as an older version of that other', async () => {
    const view = await secretView();
    const fresh = await RecordMember.of(server, ada().account);
    await openElement(await fresh.open(), secret);
    await ada().rewrite(secret, 'secret, changed');
    await openElement(await fresh.open(), secret);
    continueWith(() => view);
    await expect(openElement(await fresh.open(), wanted)).rejects.toMatchObject({ code: 'E_BIND' });
    const { session } = await fresh.open();
    expect((await knownElement(session, secret))?.state.version).toBe(2);
    continueWith(() => view);
    await expect(historyOf(await fresh.open(), wanted)).rejects.toMatchObject({ code: 'E_BIND' });
    continueWith(() => view);
    await fresh.sync().catch((error: unknown) => error);
    expect((await listElements(await fresh.open())).map(({ elementId, version }) => [elementId, version])).toEqual([[secret, 2]]);
  });
});

describe('an answer that is continued without end', () => {
  it('is asked for no further than an element has versions, and stops nothing else', async () => {
    const whole = await ada()
      .open()
      .then(({ session }) => session.api.element(wanted, 0));
    const [first] = whole.chain;
    if (!first) throw new TypeError('no version');
    const most = server.paths.length + 2 * (ELEMENT_VERSIONS / CHAIN_PAGE);
    continueWith((view) => {
      if (server.paths.length > most) throw new SealchartError('E_LIMIT', { detail: 'asked again and again' });
      return { ...view, chain: Array.from({ length: CHAIN_PAGE }, () => first), newest: Number.MAX_SAFE_INTEGER };
    });
    const { refused } = await (await RecordMember.of(server, ada().account)).sync();
    expect(refused).toMatchObject([{ elementId: wanted, error: { code: 'E_ROLLBACK' } }]);
  });
});
