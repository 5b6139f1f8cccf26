import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SealchartError } from '@sealchart/protocol';
import type { SealchartClient } from '@sealchart/sdk';
import { elementOf } from '../testing/elements.ts';
import type { CommandRun } from '../testing/run-command.ts';
import { runCommand } from '../testing/run-command.ts';
import type { TestHost } from '../testing/test-host.ts';
import { testHost } from '../testing/test-host.ts';
import { exportCommand } from './export.ts';

const note = elementOf();
const weight = elementOf({ schema: 'fhir/R4/Observation' });
const foreign = elementOf({ schema: 'fhir/R4/Observation', recordId: 'acc_BBBBBBBBBBBBBBBBBBBBBA' });

describe('an export', () => {
  let host: TestHost;
  let given: unknown[];
  beforeEach(() => {
    host = testHost();
    given = [];
  });
  afterEach(() => host.remove());

  const client: Partial<SealchartClient> = {
    list: async () => [note, weight, foreign],
    async *exportFhir(ids, options) {
      given.push({ ids, provenance: options?.provenance });
      yield '{}';
    },
    async *exportGnupg(ids) {
      given.push({ ids });
      yield Uint8Array.of(1, 2, 3);
    },
    async *exportSealed(ids) {
      given.push({ ids });
      yield { name: 'elements/a.pgp', bytes: Uint8Array.of(1) };
      yield { name: '../b', bytes: Uint8Array.of(2) };
    },
  };
  const run = (...argv: string[]): Promise<CommandRun> => runCommand(exportCommand, argv, { host, client });
  const place = (name: string): string => join(host.folder, name);

  it.each([
    [[], { ids: undefined, provenance: true }],
    [['--no-provenance'], { ids: undefined, provenance: false }],
    // Of types, the own ones alone.
    [['--type', 'vitals'], { ids: [weight.elementId], provenance: true }],
    [[note.elementId, note.elementId, foreign.elementId], { ids: [note.elementId, foreign.elementId], provenance: true }],
  ])('of %j', async (argv, asked) => {
    expect((await run(...argv)).out).toBe('{}');
    expect(given).toEqual([asked]);
  });

  it('leaves nothing unsealed behind where Ctrl-C ends the program in the middle of it', async () => {
    const listeners = new Set<() => void>();
    const interrupted: Partial<SealchartClient> = {
      async *exportFhir() {
        yield '{"half":';
        // What the process would leave: it ends as soon as these have run.
        for (const listener of listeners) listener();
        given.push(readdirSync(host.folder).filter((name) => name.includes('record.json')));
        throw new RangeError('the end');
      },
    };
    const beforeInterrupt = (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const options = { host: { ...host, beforeInterrupt }, client: interrupted };
    await expect(runCommand(exportCommand, ['-o', place('record.json')], options)).rejects.toThrow('the end');
    expect(given).toEqual([[]]);
    expect(listeners.size).toBe(0);
  });

  it('for GnuPG warns of the older format, and is a private file', async () => {
    const { err, out } = await run('--gnupg', '-o', place('record.gpg'));
    expect(err).toMatch(/older OpenPGP format[\s\S]*Whoever has your secret key/);
    expect(out).toContain('3 bytes, sealed to your own key');
    expect([...readFileSync(place('record.gpg'))]).toEqual([1, 2, 3]);
    expect(statSync(place('record.gpg')).mode & 0o777).toBe(0o600);
    await expect(run('--gnupg', '-o', place('record.gpg'))).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(run('--gnupg', '-o', place('record.gpg'), '--force')).resolves.toMatchObject({ exit: undefined });
  });

  it('never leaves its folder, and leaves nothing by halves', async () => {
    await expect(run('--sealed', place('sealed'))).rejects.toMatchObject({ code: 'E_UNEXPECTED' });
    expect(existsSync(place('b'))).toBe(false);
    expect(readdirSync(host.folder).filter((name) => name.includes('sealed'))).toEqual([]);
  });

  it('fails with what made it fail', async () => {
    const failing: Partial<SealchartClient> = {
      async *exportGnupg() {
        yield Uint8Array.of(1);
        throw new SealchartError('E_SIGNATURE');
      },
    };
    const done = runCommand(exportCommand, ['--gnupg', '-o', place('record.gpg')], { host, client: failing });
    await expect(done).rejects.toMatchObject({ code: 'E_SIGNATURE' });
    expect(existsSync(place('record.gpg'))).toBe(false);
  });
});
