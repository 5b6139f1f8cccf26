import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecoveryKit } from '@sealchart/sdk';
import { createClient, parseRecoveryKit } from '@sealchart/sdk';
import { testPorts } from '@sealchart/sdk/testing';
import type { Page } from 'playwright-core';
import type { KitForms, KitTask } from './kit-worker.ts';
import { formsOf } from './kit-worker.ts';
import type { Site } from './site.ts';
import { askWorker, bundleOf, startSite } from './site.ts';

const WORKER = 'kit-worker.js';

let site: Site;
let page: Page;
/** Of one person, who has a note and a kit. */
let someone: { readonly server: string; readonly identifier: string; readonly password: string };
let made: KitForms;
beforeAll(async () => {
  site = await startSite();
  page = await site.openPage({ [WORKER]: await bundleOf('kit-worker.ts') });
  const password = `a long password ${crypto.randomUUID()}`;
  someone = { server: site.origin, identifier: `${crypto.randomUUID()}@example.org`, password };
  made = await formsInBrowser(someone);
}, 120_000);
afterAll(() => site.close());

async function formsInBrowser(task: KitTask): Promise<KitForms> {
  const { result, error } = (await askWorker(page, WORKER, task)) as { result?: KitForms; error?: string };
  if (!result) throw new Error(error);
  return result;
}
/** Paints modules as a web client would, eight pixels each with four modules of white around, and gives what the eye sees: dark or not. */
const painted = (rows: boolean[][]): Promise<boolean[][]> =>
  page.evaluate((modules) => {
    const [scale, quiet] = [8, 4];
    const side = (modules.length + 2 * quiet) * scale;
    const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
    document.body.replaceChildren(canvas);
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.fillStyle = 'white';
    context.fillRect(0, 0, side, side);
    context.fillStyle = 'black';
    modules.forEach((row, y) =>
      row.forEach((isDark, x) => {
        if (isDark) context.fillRect((x + quiet) * scale, (y + quiet) * scale, scale, scale);
      }),
    );
    const at = (x: number, y: number): boolean =>
      (context.getImageData((x + quiet) * scale + scale / 2, (y + quiet) * scale + scale / 2, 1, 1).data[0] ?? 255) < 128;
    return modules.map((row, y) => row.map((_, x) => at(x, y)));
  }, rows);

describe('the recovery kit that is made in a browser', () => {
  it('is the same, byte for byte, as the one made in Node', async () => {
    expect(made.kit.words).toHaveLength(15);
    const here = await formsOf(made.kit);
    expect(Buffer.from(made.pdf).equals(Buffer.from(here.pdf))).toBe(true);
    expect(made).toEqual(here);
    expect(Buffer.from(made.pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const other = await formsInBrowser({ kit: { ...made.kit, words: made.kit.words.toReversed() } });
    expect(Buffer.from(other.pdf).equals(Buffer.from(here.pdf))).toBe(false);
    expect(other).toEqual(await formsOf(other.kit));
  }, 120_000);

  it.each<[string, Partial<RecoveryKit>]>([
    ['a very long address', { server: `https://${'long-'.repeat(12)}name.of.a.hospital.example:8443` }],
    ['this machine', { server: 'http://localhost:3000', realm: 'localhost' }],
  ])(
    'is the same for %s',
    async (_name, parts) => {
      const kit: RecoveryKit = {
        server: 'https://health.example.org',
        accountId: 'acc_ckclppk4MbRuMfxSiUnn8w',
        instanceId: 'ins_eqUdG3vuMpuB72FiPm5sPw',
        realm: 'health.example.org',
        logKey: 'sQavfCvbfcbu75GJvgpgoMs5NUkXxBtevhJhdIu1J1w',
        words: [...Array<string>(14).fill('abandon'), 'address'],
        madeAt: '2026-11-21T08:00:00Z',
        ...parts,
      };
      expect(await formsInBrowser({ kit })).toEqual(await formsOf(kit));
    },
    60_000,
  );

  it('is painted as its modules say', async () => {
    for (const rows of [made.qr.paper, made.qr.screen]) expect(await painted(rows)).toEqual(rows);
  });

  it('is read from each of its forms, and leads back in elsewhere', async () => {
    const pdf = Buffer.from(made.pdf).toString('latin1');
    for (const form of [pdf, made.text, made.code]) expect(parseRecoveryKit(form)).toEqual(made.kit);
    const client = createClient({ server: site.origin, client: { name: 'program', version: '0.1.0' }, ports: testPorts() });
    const { identifier } = someone;
    const newPassword = `another long password ${crypto.randomUUID()}`;
    await client.recover({ kit: parseRecoveryKit(pdf), identifier, newPassword, device: 'program' });
    expect(await client.sync()).toMatchObject({ changed: 1, refused: [] });
    const [summary] = await client.list();
    expect(await client.open(summary?.elementId ?? '')).toMatchObject({ body: 'before it was forgotten' });
    await client.close();
  }, 120_000);
});
