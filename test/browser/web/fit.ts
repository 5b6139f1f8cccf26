import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

/** The narrowest window that must do (WCAG 1.4.10), and a window of 1280 px at a zoom of 200 % (WCAG 1.4.4). */
export const NARROW = [
  { width: 320, height: 640 },
  { width: 640, height: 400 },
] as const;

/** So often a screen is looked at, frame by frame, before what does not fit counts: charts follow the window a moment later. */
const LOOKS = 60;

/** The screen as it stands: nothing needs scrolling sideways, and nothing lies outside of the window or is cut off. */
export async function expectFits(page: Page, screen: string): Promise<void> {
  const width = page.viewportSize()?.width;
  let misfits = await misfitsOn(page);
  for (let look = 1; look < LOOKS && misfits.length > 0; look += 1) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    misfits = await misfitsOn(page);
  }
  expect({ screen, width, misfits }).toEqual({ screen, width, misfits: [] });
}

/** What does not fit into the window, a line for each. What scrolls within itself may be wider, and so may what nobody sees. */
export async function misfitsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const misfits = scrollWidth > innerWidth ? [`the page: ${scrollWidth - innerWidth} px too wide`] : [];
    // The page has only what stands within this function.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const scrolls = (element: Element): boolean => {
      for (let above = element.parentElement; above; above = above.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(above).overflowX)) return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      if ((element instanceof SVGElement && element.ownerSVGElement) || element.closest('.sr-only')) continue;
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width <= 1 || height <= 1 || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { overflowX, overflowY, display } = getComputedStyle(element);
      // What is typed scrolls within its field.
      const isField = element.matches('input, textarea, select');
      const isCut = !isField && /hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
      const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const isSpilt = hasText && display !== 'inline' && overflowX === 'visible' && element.scrollWidth > element.clientWidth + 1;
      const isOutside = (left < -1 || right > clientWidth + 1) && !scrolls(element);
      if (!isCut && !isSpilt && !isOutside) continue;
      const name = `${element.localName} "${element.textContent?.trim().slice(0, 40)}"`;
      misfits.push(`${isOutside ? 'outside' : isCut ? 'cut off' : 'spilt'} (${overflowX} ${overflowY}): ${name}`);
    }
    return misfits;
  });
}
