import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expectAccessible } from './axe.ts';
import { expectFits, NARROW } from './fit.ts';
import type { Look } from './looks.ts';

/** Where pictures of the screens go when somebody wants to look at them. */
const PICTURES = process.env['SEALCHART_PICTURES'];

type Size = Look['viewport'];

/** The screen as the story shows it, or in these looks: nothing that axe finds, and nothing too wide, in narrow windows neither. */
export async function expectWellMade(page: Page, screen: string, looks: readonly Look[] = []): Promise<void> {
  const own = page.viewportSize();
  for (const look of looks.length > 0 ? looks : [undefined]) {
    if (look) await wear(page, look);
    await expectAccessible(page, look ? `${screen} at ${look.name}` : screen);
    await takePicture(page, screen);
  }
  // A story is lived through on a desk and on a phone: once is enough.
  if (looks.length > 0 || !isPhone(own)) await expectNarrow(page, screen);
}

const isPhone = (size: Size | null): boolean => size !== null && size.width < 640;

/** The screen as it stands: nothing too wide in narrow windows. */
export async function expectNarrow(page: Page, screen: string): Promise<void> {
  const own = page.viewportSize();
  for (const size of NARROW) {
    await page.setViewportSize(size);
    await expectFits(page, screen);
    await takePicture(page, screen);
  }
  if (own) await page.setViewportSize(own);
}

async function wear(page: Page, { viewport, colorScheme }: Look): Promise<void> {
  await page.setViewportSize(viewport);
  // A colour that is on its way from one theme to the other is nobody's colour.
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}

/** For who wants to look at it. */
export async function takePicture(page: Page, screen: string): Promise<void> {
  if (PICTURES === undefined) return;
  mkdirSync(PICTURES, { recursive: true });
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const name = `${screen}-${page.viewportSize()?.width}-${isDark ? 'dark' : 'light'}`.replaceAll(/[^a-z0-9]+/gi, '-');
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
