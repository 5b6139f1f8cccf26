import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import type { CliRun } from './support/cli-person.ts';
import { CliPerson } from './support/cli-person.ts';
import { IS_LONG } from './support/long-form.ts';

const MIB = 2 ** 20;
/** The long form is the size that a bundle may well have. */
const [SMALL, LARGE] = IS_LONG ? [50 * MIB, 200 * MIB] : [12 * MIB, 48 * MIB];

/** So little room that nothing lies about for long: what the process takes is what it needs. A file that is held does not fit in it. */
const LITTLE_ROOM = { NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=2' };

/** A bundle of at least so many bytes: small values, letters, and now and then a picture of 200 KB. */
function* bundleText(bytes: number): Generator<string> {
  yield '{"resourceType":"Bundle","type":"collection","entry":[';
  for (let i = 0, written = 0; written < bytes; i += 1) {
    const filler = `page ${i} `.repeat(i % 7 === 0 ? 20_000 : 40 + (i % 90));
    const entry = `{"fullUrl":"urn:example:${i}","resource":{"resourceType":"Observation","status":"final","code":{"text":"Value ${i}"},"valueQuantity":{"value":${i}.50},"note":[{"text":"${filler}"}]}}`;
    yield i === 0 ? entry : `,${entry}`;
    written += entry.length;
  }
  yield ']}';
}

/** The largest resident size of a process over its life, in bytes, as the Linux kernel keeps it; 0 elsewhere. */
async function peakMemory({ child, result }: CliRun): Promise<number> {
  let peak = 0;
  const ended = result.then(() => 'ended' as const);
  do {
    try {
      peak = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024 || peak;
    } catch {
      // It ended between two looks, or there is no such file here.
    }
  } while ((await Promise.race([pause(100), ended])) !== 'ended');
  return peak;
}

describe('importing a very large bundle', () => {
  let server: ApiProcess;
  const people: CliPerson[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'sealchart-large-'));

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
  });
  afterAll(async () => {
    for (const person of people) await person.remove();
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  async function importOf(bytes: number): Promise<number> {
    const person = new CliPerson({ name: `Lar Ge ${bytes}`, server: server.url, env: LITTLE_ROOM });
    people.push(person);
    await person.register();
    await person.unlock();
    const file = join(folder, `${bytes}.json`);
    await pipeline(Readable.from(bundleText(bytes)), createWriteStream(file));
    const run = person.start(['import', file, '--json']);
    const peak = await peakMemory(run);
    const { code, stdout } = await run.result;
    const report = JSON.parse(stdout) as { total: number; imported: number };
    expect({ code, imported: report.imported }).toEqual({ code: 0, imported: report.total });
    expect((await person.json<{ elements: unknown[] }>(['list'])).elements).toHaveLength(report.total);
    return peak;
  }

  it('takes the memory of a small one', async () => {
    const small = await importOf(SMALL);
    const large = await importOf(LARGE);
    // Only Linux tells the largest size of another process; elsewhere both are 0.
    expect(small > 0).toBe(process.platform === 'linux');
    expect(large).toBeLessThanOrEqual(1.4 * small);
  }, 600_000);
});
