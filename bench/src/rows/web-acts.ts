import { KDF_DEFAULT } from '@sealchart/protocol';
import { nodeKdf } from '@sealchart/sdk/node';
import type { Page } from 'playwright-core';
import type { Stage } from '../bench.ts';
import { atTheDoor, enter, longestStall, makeWebAccount, watchStalls } from '../browser/web-account.ts';
import type { WebProduct } from '../browser/web-product.ts';
import { webProductOf } from '../browser/web-product.ts';
import { madeUpObservations } from '../seeded.ts';
import { timeOf } from '../stopwatch.ts';
import type { Row } from '../table.ts';
import { costRow } from '../table.ts';

const MINUTE = 60_000;
/** Of what one Argon2id takes, besides two round trips; a frame more, because a person sees it. */
const SURCHARGE = 1.15;

/** What people wait for in the browser: a log-in, an import, a share. Driven as a person drives them, on the product as it is built. */
export async function measure(stage: Stage): Promise<Row[]> {
  const product = await webProductOf(stage);
  return [
    ...(await login(product, stage.isShort ? 2 : 7)),
    ...(await imported(product, stage.isShort ? 200 : 1_500)),
    ...(await shared(product, stage.isShort ? 50 : 300)),
  ];
}

/** From the press to the record, on a new device, beside Argon2id with the same settings in Node's worker and two round trips. */
async function login(product: WebProduct, rounds: number): Promise<Row[]> {
  const account = await makeWebAccount(product, 'Login');
  const kdf = nodeKdf();
  const job = { ...KDF_DEFAULT, password: new Uint8Array(24), salt: new Uint8Array(16) };
  const ping = async (): Promise<void> => void (await (await fetch(`${product.origin}/v1/instance`)).text());
  const measured: number[] = [];
  const control: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { context, page } = await atTheDoor(product, account);
    measured.push(await timeOf(() => enter(page)));
    control.push(SURCHARGE * (await timeOf(() => kdf.argon2id(job))) + 2 * (await timeOf(ping)));
    await context.close();
  }
  return [
    costRow(
      { name: 'web: log in on a new device, to the record', unit: 'ms', beside: '1.15 Argon2id (Node) + 2 round trips' },
      { measured, control },
    ),
  ];
}

/** From the press to the report. */
async function imported(product: WebProduct, count: number): Promise<Row[]> {
  const account = await makeWebAccount(product, 'Import');
  const { context, page } = await atTheDoor(product, account);
  await enter(page);
  await page.goto(`${product.origin}/en/record/import/`);
  const entries = madeUpObservations(count, 6).map(({ body }) => `{"resource":${body}}`);
  const text = `{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}`;
  await page.locator('input[type=file]').setInputFiles({ name: 'record.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const start = page.getByRole('button', { name: /^Import [\d,]+ entries/ });
  await start.waitFor({ timeout: MINUTE });
  await watchStalls(page);
  const ms = await timeOf(async () => {
    await start.click();
    await page.getByText(/^[\d,]+ entries came in\.$/).waitFor({ timeout: 5 * MINUTE });
  });
  const stall = await longestStall(page);
  await context.close();
  return [
    { name: `web: import of ${count}`, unit: 'elements/s', measured: (count / ms) * 1_000 },
    { name: `web: import of ${count}, longest frame`, unit: 'ms', measured: stall },
  ];
}

/** From the press to the confirmation, per element. */
async function shared(product: WebProduct, count: number): Promise<Row[]> {
  const [owner, reader] = [await makeWebAccount(product, 'Owner'), await makeWebAccount(product, 'Reader')];
  await owner.program.create(madeUpObservations(count, 7));
  const { context, page } = await atTheDoor(product, owner);
  await enter(page);
  await review(page, `${product.origin}/en/sharing/new/`, reader.identifier);
  const share = page.getByRole('button', { name: /^Share [\d,]+ entries with/ });
  await share.waitFor({ timeout: MINUTE });
  await watchStalls(page);
  const ms = await timeOf(async () => {
    await share.click();
    await page.getByRole('heading', { name: 'Shared', exact: true }).waitFor({ timeout: 5 * MINUTE });
  });
  const stall = await longestStall(page);
  await context.close();
  return [
    { name: `web: share of ${count}, each`, unit: 'ms', measured: ms / count },
    { name: `web: share of ${count}, longest frame`, unit: 'ms', measured: stall },
  ];
}

/** Walks to the last step of a share of all measurements. */
async function review(page: Page, url: string, recipient: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('checkbox', { name: 'Vitals and labs' }).check({ timeout: MINUTE });
  const next = page.getByRole('button', { name: 'Next' });
  await next.click();
  await page.getByLabel('E-mail address').fill(recipient);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('radio', { name: 'Reader' }).waitFor();
  await next.click();
  await page.getByRole('radio', { name: '30 days' }).check();
  await next.click();
}
