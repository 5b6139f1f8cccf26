import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Result } from './run.ts';
import { keepResult, run } from './run.ts';
import { openStage } from './stage.ts';

describe('a run', () => {
  it('measures sealing and opening beside openpgp.js and keeps what it found', async () => {
    const said: string[] = [];
    const result = await run(
      { rows: ['seal', 'open'], isShort: true },
      openStage(true, (line) => said.push(line)),
    );
    expect(said).toEqual(['measuring seal', 'measuring open']);
    expect(result.rows.map(({ name }) => name)).toEqual(['seal, about 1 KB', 'seal, 100 KB', 'open, about 1 KB', 'open, 100 KB']);
    for (const { name, measured, control, ratio, target } of result.rows) {
      expect([measured, control, ratio].every((figure) => Number.isFinite(figure) && (figure ?? 0) > 0)).toBe(true);
      expect(target).toBe(name.endsWith('about 1 KB') ? 0.8 : undefined);
    }
    const folder = await mkdtemp(join(tmpdir(), 'sealchart-bench-spec-'));
    const file = await keepResult(result, join(folder, 'results'));
    expect(JSON.parse(await readFile(file, 'utf8')) as Result).toEqual(result);
    await rm(folder, { recursive: true });
  });
});

describe('the rows of chains', () => {
  it('verify as many versions as they say, beside openpgp.js', async () => {
    const { rows } = await run(
      { rows: ['chain'], isShort: true },
      openStage(true, () => undefined),
    );
    expect(rows.map(({ name }) => name)).toEqual(['verify 5 versions, cold', 'verify 5 versions, warm', 'verify one more version']);
    expect(rows.every(({ ratio }) => Number.isFinite(ratio) && (ratio ?? 0) > 0)).toBe(true);
  });
});

describe('a stage', () => {
  it('ends what was started last first, and each once', async () => {
    const stage = openStage(true, () => undefined);
    const ended: string[] = [];
    for (const name of ['database', 'server']) stage.atEnd(async () => ended.push(name));
    await stage.close();
    await stage.close();
    expect(ended).toEqual(['server', 'database']);
  });
});
