import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import { elementOf } from '../testing/elements.ts';
import { personOf, readerOf } from '../testing/people.ts';
import { runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { eraseCommand } from './erase.ts';

const element = elementOf({ readers: 2, title: 'Blood\u001b pressure' });
const foreign = elementOf({ recordId: 'acc_BBBBBBBBBBBBBBBBBBBBBA', role: 'manager' });

describe('erasing', () => {
  let host: TestHost;
  let erased: string[];
  beforeEach(() => {
    host = testHost();
    erased = [];
  });
  afterEach(() => host.remove());

  const client: Partial<SealchartClient> = {
    list: async () => [element, foreign],
    readers: async () => [readerOf({ isSelf: true, role: 'owner' }), readerOf({ person: personOf({ name: 'Dr \u202eHill' }) })],
    erase: async (ids) => {
      erased.push(...ids);
      return ids.map((elementId) => ({ elementId, ok: true, version: 2 }));
    },
    erased: async () => {
      throw new SealchartError('E_NETWORK');
    },
  };

  const act = (...argv: string[]) => runCommand(eraseCommand, argv, { host, client });

  it('says who loses it and what it cannot undo, before the person types it', async () => {
    const { err, out, asked } = await runCommand(eraseCommand, [element.elementId], { host, client, typed: ['Erase 1'] });
    expect(err).toMatch(/loses it: 1 person\n {2}- Dr \\u\{202e\}Hill \(not verified\)[\s\S]*may have kept what they read[\s\S]*no proof/);
    expect(err).not.toContain('\u001b');
    expect(asked).toEqual([expect.stringContaining('Type "erase 1"')]);
    expect(erased).toEqual([element.elementId]);
    // The act is done although its receipt could not be fetched.
    expect(out).toMatch(/1 element is erased\.[\s\S]*Receipts that are not here yet/);
  });

  it.each(['', 'yes', 'erase', 'erase 2'])('does nothing where %j is typed', async (typed) => {
    const { err } = await runCommand(eraseCommand, ['--all'], { host, client, typed: [typed] });
    expect(err).toContain('Nothing was erased.');
    expect(erased).toEqual([]);
  });

  it('asks nothing with --json, which shows nothing of what is about to happen', async () => {
    const run = runCommand(eraseCommand, [element.elementId], { host, client, typed: ['erase 1'], isJson: true });
    await expect(run).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(erased).toEqual([]);
  });

  it('never takes what belongs to others, and needs a word where nobody can be asked', async () => {
    await expect(act(foreign.elementId, '--yes')).rejects.toMatchObject({ code: 'E_RIGHT' });
    await expect(act(element.elementId)).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(act('--all', element.elementId, '--yes')).rejects.toMatchObject({ code: 'E_USAGE' });
    expect(erased).toEqual([]);
    await act('--all', '--yes');
    expect(erased).toEqual([element.elementId]);
  });
});
