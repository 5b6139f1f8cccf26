import type { RecoveryKit } from '../client-api/account.ts';
import { QR_QUIET_MODULES } from '../crypto/qr.ts';
import { KIT_SENTENCES, kitFacts, kitWordRows } from './kit-text.ts';
import { recoveryKitQr } from './kit-qr.ts';
import { MONO_WIDTH, PAGE, PdfPage } from './pdf-page.ts';

// Points from the lower left corner. A4 is 50 points higher than US Letter and 17 narrower: what lies within these
// margins is printed whole on either, unscaled.
const LEFT = 60;
const RIGHT = PAGE.width - LEFT;
const TOP = PAGE.height - 82;

/** Side of the QR code without its quiet zone: 57 mm, modules of 0.8 mm for a kit of usual length. */
const QR_SIDE = 162;
const QR_LEFT = RIGHT - QR_SIDE;

const FACT_SIZE = 9;
const WORD_SIZE = 17;
const WORD_ROW = 27;
const LINE = 13;

/** One page with everything of the kit, made on this device: A4, printed whole on US Letter as well. */
export async function recoveryKitPdf(kit: RecoveryKit): Promise<Uint8Array<ArrayBuffer>> {
  const page = new PdfPage();
  const s = KIT_SENTENCES;
  let y = TOP;
  page.text(s.title, { x: LEFT, y, font: 'bold', size: 22 });
  y -= 26;
  for (const line of s.what) {
    page.text(line, { x: LEFT, y, font: 'plain', size: 11 });
    y -= 15;
  }
  y -= 12;
  drawQr(page, kit, y);
  drawFacts(page, kit, y);
  y -= QR_SIDE + 34;
  y = drawWords(page, kit, y);
  y = drawHandLines(page, y);
  y = drawItems(page, y, s.keepTitle, s.keep);
  drawItems(page, y - 8, s.useTitle, s.use);
  return page.toBytes(s.title);
}

function drawQr(page: PdfPage, kit: RecoveryKit, top: number): void {
  const rows = recoveryKitQr(kit);
  const module = QR_SIDE / rows.length;
  rows.forEach((row, line) => {
    // Neighbours in one piece: between two rectangles some readers show a hair of white.
    for (let start = row.indexOf(true); start >= 0;) {
      const end = row.indexOf(false, start);
      const count = (end < 0 ? row.length : end) - start;
      page.box({ x: QR_LEFT + start * module, y: top - (line + 1) * module, width: count * module, height: module });
      start = row.indexOf(true, start + count);
    }
  });
}

function drawFacts(page: PdfPage, kit: RecoveryKit, top: number): void {
  const room = QR_LEFT - (QR_SIDE / 60) * QR_QUIET_MODULES - LEFT;
  let y = top - 8;
  for (const { label, value } of kitFacts(kit)) {
    page.text(label, { x: LEFT, y, font: 'plain', size: FACT_SIZE });
    page.text(value, { x: LEFT, y: y - 10, font: 'mono', size: Math.min(FACT_SIZE, room / (value.length * MONO_WIDTH)) });
    y -= 24;
  }
}

function drawWords(page: PdfPage, kit: RecoveryKit, top: number): number {
  page.text(KIT_SENTENCES.words, { x: LEFT, y: top, font: 'bold', size: 13 });
  let y = top - WORD_ROW;
  for (const row of kitWordRows(kit)) {
    row.forEach((word, column) =>
      page.text(word, { x: LEFT + (column * (RIGHT - LEFT)) / row.length, y, font: 'monoBold', size: WORD_SIZE }),
    );
    y -= WORD_ROW;
  }
  return y - 6;
}

function drawHandLines(page: PdfPage, top: number): number {
  let y = top;
  for (const label of KIT_SENTENCES.hand) {
    page.text(label, { x: LEFT, y, font: 'plain', size: 11 });
    page.box({ x: LEFT + 120, y: y - 2, width: RIGHT - LEFT - 120, height: 0.6 });
    y -= 25;
  }
  return y - 2;
}

function drawItems(page: PdfPage, top: number, title: string, items: readonly (readonly string[])[]): number {
  let y = top;
  page.text(title, { x: LEFT, y, font: 'bold', size: 11 });
  y -= LINE + 2;
  for (const item of items) {
    item.forEach((line, index) => {
      if (index === 0) page.text('-', { x: LEFT, y, font: 'plain', size: 10 });
      page.text(line, { x: LEFT + 10, y, font: 'plain', size: 10 });
      y -= LINE;
    });
  }
  return y;
}
