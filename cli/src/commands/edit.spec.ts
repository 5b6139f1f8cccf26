import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { Draft, FormerContent, SealchartClient, WaitingEdit } from '@sealchart/sdk';
import { elementOf } from '../testing/elements.ts';
import { runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { editCommand } from './edit.ts';

const element = elementOf({ title: 'My diary' });

describe('an edit', () => {
  let host: TestHost;
  let sent: Draft[];
  beforeEach(() => {
    host = testHost();
    sent = [];
  });
  afterEach(() => host.remove());

  const clientOf = (former: Pick<FormerContent, 'title' | 'body'> | undefined): Partial<SealchartClient> => ({
    list: async () => [{ ...element, title: former?.title ?? element.title }],
    openVersion: async () => {
      if (!former) throw new SealchartError('E_NETWORK');
      return { ...element, ...former, remarks: [] };
    },
    waiting: async () => [],
    update: async (elementId, draft) => {
      sent.push(draft);
      return { elementId, ok: true, version: 2 };
    },
  });

  const act = async (client: Partial<SealchartClient>, ...argv: string[]) => {
    host.stdin.end('A new line\nand more\n');
    return runCommand(editCommand, [element.elementId, '-', ...argv], { host, client });
  };

  it.each([
    ['keeps a title that somebody gave', { title: 'My diary', body: 'An old line\n' }, [], 'My diary'],
    ['takes a new title from the text where the old one came from it', { title: 'An old line', body: 'An old line\n' }, [], 'A new line'],
    ['keeps the title of a note whose text cannot be asked for', undefined, [], 'My diary'],
    ['takes the title that is named', { title: 'My diary', body: 'An old line\n' }, ['--title', 'Another'], 'Another'],
  ])('%s', async (_what, former, argv, title) => {
    await act(clientOf(former), ...argv);
    expect(sent).toEqual([{ schema: 'text/plain', title, body: 'A new line\nand more\n' }]);
  });

  it('says that it is stored only when it is', async () => {
    const waiting: Partial<SealchartClient> = {
      ...clientOf(undefined),
      update: async (elementId) => ({ elementId, ok: true, version: 2, isWaiting: true }),
    };
    const { out } = await act(waiting);
    expect(out).toMatch(/^Written: My diary/);
    expect(out).not.toContain('version 2');
  });

  it.each([
    ['tells that nothing is lost where it was written down', '2026-11-21T09:00:00Z', true],
    ['promises nothing where it was not', '2026-11-21T08:00:00Z', false],
  ])('%s and the session ended', async (_what, after, isTold) => {
    const { elementId } = element;
    const edit: WaitingEdit = { elementId, kind: 'content', title: 'My diary', editedAt: '2026-11-21T08:00:00Z', state: 'waiting' };
    let waiting = [edit, { ...edit, kind: 'addendum' as const }];
    const ended = async (): Promise<never> => {
      waiting = [{ ...edit, editedAt: after }];
      throw new SealchartError('E_UNAUTHENTICATED');
    };
    const run = act({ ...clientOf(undefined), update: ended, waiting: async () => waiting });
    await expect(run).rejects.toMatchObject({ code: 'E_UNAUTHENTICATED' });
    expect(host.err().includes('kept on this device, sealed, and is sent after the next login')).toBe(isTold);
  });
});
