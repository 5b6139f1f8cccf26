import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@sealchart/protocol';
import type { FileSource } from '@sealchart/sdk';
import { createClient } from '@sealchart/sdk';
import { nodePorts } from '@sealchart/sdk/node';
import { testPorts } from '@sealchart/sdk/testing';
import { startServer } from './support/in-process-server.ts';
import { IS_LONG } from './support/long-form.ts';

const MIB = 2 ** 20;
/** Characters of narrative in one entry: as in a discharge letter. */
const NARRATIVE = 20_000;
/** What client, server and two batches under way may hold together, garbage left aside, however large the file. */
const MEMORY = 120 * MIB;

/** Progress is told entry by entry; a look at memory collects all garbage and takes longer than sealing an entry. */
const REPORTS_BETWEEN_LOOKS = 20;

/** A bundle of `count` documents that is made while it is read. */
function largeFile(count: number, marker: string): FileSource {
  return {
    async *open() {
      yield utf8('{"resourceType":"Bundle","type":"collection","entry":[');
      for (let i = 0; i < count; i += 1) {
        const text = `${marker} ${i} `.padEnd(NARRATIVE, 'n');
        const resource = `{"resourceType":"Composition","status":"final","type":{"text":"Letter ${i}"},"date":"2020-01-01","title":"Letter ${i}","text":{"status":"generated","div":"<div>${text}</div>"}}`;
        yield utf8(`${i === 0 ? '' : ','}{"fullUrl":"urn:uuid:${marker}-${i}","resource":${resource}}`);
      }
      yield utf8(']}');
    },
  };
}

/** Imports so many letters into a record on disk; gives how far memory rose above what it was before. */
async function importLarge(count: number): Promise<number> {
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-large-'));
  const { store } = nodePorts({ directory: folder });
  try {
    const client = createClient({
      server: server.url,
      client: { name: 'stories', version: '0.1.0' },
      ports: testPorts({ http: server.http, store }),
    });
    await client.register({ identifier: 'kim@example.org', name: 'Kim', password: 'a password long enough', device: 'story' });
    // The memory of Argon2 goes a turn after it was let go.
    inUse();
    await new Promise(setImmediate);
    const before = inUse();
    let most = before;
    let reports = 0;
    const onProgress = (): void => {
      reports += 1;
      if (reports % REPORTS_BETWEEN_LOOKS === 0) {
        most = Math.max(most, inUse());
      }
    };
    const report = await client.importFhir(largeFile(count, crypto.randomUUID()), { onProgress });
    expect(report).toMatchObject({ imported: count, problemCount: 0, byType: { Composition: count } });
    expect(await client.list()).toHaveLength(count);
    await client.close();
    expect(reports).toBeGreaterThan(REPORTS_BETWEEN_LOOKS);
    return most - before;
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function inUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a file that is larger than memory should be', () => {
  it('is imported in batches: 12 MB', async () => {
    expect(await importLarge(600)).toBeLessThan(MEMORY);
  }, 180_000);

  if (IS_LONG) {
    it('is imported in no more memory than a small one: 200 MB', async () => {
      expect(await importLarge(10_000)).toBeLessThan(MEMORY);
    }, 600_000);
  }
});
