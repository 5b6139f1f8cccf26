import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess, freePort } from './support/api-process.ts';
import { resourcesOf } from './support/bundles.ts';
import { CliPerson } from './support/cli-person.ts';
import { IS_LONG } from './support/long-form.ts';
import { madeUpRecord } from './support/made-up-record.ts';
import type { RecordingProxy } from './support/recording-proxy.ts';
import { recordingProxy } from './support/recording-proxy.ts';

/** More than two batches of the largest size. */
const record = madeUpRecord(1_201);

/** Bytes that clients sent when the second batch is on its way: every element takes more than this many. */
const MIDDLE_BYTES = 750 * 1_400;

describe('an import that is interrupted', () => {
  let server: ApiProcess;
  let proxy: RecordingProxy;
  let patient: CliPerson;
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-story-'));
  const file = join(folder, 'record.json');

  beforeAll(async () => {
    writeFileSync(file, record.text);
    const publicPort = await freePort();
    server = await apiProcess({ publicPort });
    proxy = await recordingProxy(publicPort, server.port);
    await server.start();
  });
  afterEach(() => patient.remove());
  afterAll(async () => {
    await proxy.close();
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  async function register(): Promise<void> {
    patient = new CliPerson({ name: 'Pat Smith', server: server.url });
    await patient.register();
    await patient.unlock();
  }

  /** Resolves in the middle of the import: a batch is on its way and not yet answered. */
  function middle(): Promise<void> {
    const sentBefore = Promise.withResolvers<void>();
    let start: number | undefined;
    proxy.onSent((bytes) => {
      start ??= bytes;
      if (bytes - start > MIDDLE_BYTES) sentBefore.resolve();
    });
    return sentBefore.promise;
  }

  /** Everything once and as it was: by the client's list, and by a whole export. */
  async function expectWhole(): Promise<void> {
    const { elements, sync } = await patient.json<{ elements: unknown[]; sync: { refused: unknown[] } }>(['list']);
    expect(elements).toHaveLength(record.entries);
    expect(sync.refused).toEqual([]);
    const { stdout } = await patient.run(['export', '--no-provenance']);
    expect(resourcesOf(stdout)).toEqual(resourcesOf(record.text));
  }

  it('by a killed server goes on by itself when the server is back', async () => {
    await register();
    const reached = middle();
    const { result } = patient.start(['import', file, '--json']);
    await reached;
    await server.kill();
    await server.start();
    const { code, stdout, stderr } = await result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ total: record.entries, imported: record.entries, problemCount: 0 });
    await expectWhole();

    // Whoever reads an export may stop reading, as `head` does.
    const half = patient.start(['export']);
    half.child.stdout?.once('data', () => half.child.stdout?.destroy());
    expect(await half.result).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);

  it('by a killed server and a killed client goes on with the same command', async () => {
    await register();
    const reached = middle();
    const { child, result } = patient.start(['import', file, '--json']);
    await reached;
    await server.kill();
    child.kill('SIGKILL');
    await result;
    await server.start();
    const report = await patient.json(['import', file]);
    expect(report).toMatchObject({ total: record.entries, problemCount: 0, resumed: true });
    await expectWhole();
  }, 120_000);

  if (IS_LONG)
    it('by Ctrl-C says so, and goes on with the same command', async () => {
      await register();
      const reached = middle();
      const { child, result } = patient.start(['import', file]);
      await reached;
      child.kill('SIGINT');
      const { code, stdout, stderr } = await result;
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
      expect(stderr).toContain('run the same command again and it goes on where it stopped');
      expect(await patient.json(['import', file])).toMatchObject({ resumed: true });
      await expectWhole();
    }, 120_000);

  if (IS_LONG)
    it('by a server that stays away says so, and goes on with the same command', async () => {
      await register();
      const reached = middle();
      const { result } = patient.start(['import', file]);
      await reached;
      await server.kill();
      const { code, stderr } = await result;
      expect(code).toBe(4);
      expect(stderr).toContain('E_NETWORK');
      expect(stderr).toMatch(/\d+ of \d+ entries are confirmed; import the same file again, and it goes on where it stopped/);
      await server.start();
      expect(await patient.json(['import', file])).toMatchObject({ resumed: true });
      await expectWhole();
    }, 180_000);
});
