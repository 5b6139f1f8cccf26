import { describe, expect, it } from '@jest/globals';
import { decodeQR } from 'qr/decode.js';
import type { RecoveryKit } from '../client-api/account.ts';
import { QR_QUIET_MODULES } from '../crypto/qr.ts';
import { recoveryKitCode } from './kit-code.ts';
import { recoveryKitPdf } from './kit-pdf.ts';
import { recoveryKitQr } from './kit-qr.ts';
import { MONO_WIDTH, PAGE, PdfPage, pdfText } from './pdf-page.ts';

const kit: RecoveryKit = {
  server: 'https://health.example.org',
  accountId: 'acc_ckclppk4MbRuMfxSiUnn8w',
  instanceId: 'ins_eqUdG3vuMpuB72FiPm5sPw',
  realm: 'health.example.org',
  logKey: 'sQavfCvbfcbu75GJvgpgoMs5NUkXxBtevhJhdIu1J1w',
  words: 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon address'.split(
    ' ',
  ),
  madeAt: '2026-11-21T08:00:00Z',
};
const long: RecoveryKit = { ...kit, server: `https://${'long-'.repeat(12)}name.of.a.hospital.example:8443` };

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const fileOf = async (given: RecoveryKit) => new TextDecoder().decode(await recoveryKitPdf(given));
const NUMBER = String.raw`(-?[\d.]+)`;

function boxesOf(file: string): Box[] {
  const pattern = new RegExp(`^${NUMBER} ${NUMBER} ${NUMBER} ${NUMBER} re f$`, 'gm');
  return Array.from(file.matchAll(pattern), ([, ...numbers]) => {
    const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
    return { x, y, width, height };
  });
}

/** Paints boxes black on white, `scale` pixels to a point, and reads the QR code among them as a camera would. */
function readPainted(boxes: readonly Box[], size: { width: number; height: number }, scale: number): string {
  const [width, height] = [Math.ceil(size.width * scale), Math.ceil(size.height * scale)];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const box of boxes) {
    for (let row = Math.round((size.height - box.y - box.height) * scale); row < Math.round((size.height - box.y) * scale); row += 1) {
      for (let column = Math.round(box.x * scale); column < Math.round((box.x + box.width) * scale); column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return decodeQR({ width, height, data }, { timeLimit: 10_000 });
}

describe('the QR code of a kit', () => {
  it.each([
    { given: kit, surface: 'paper' as const },
    { given: long, surface: 'paper' as const },
    { given: kit, surface: 'screen' as const },
  ])('is read back from its modules on $surface: $given.server', ({ given, surface }) => {
    const rows = recoveryKitQr(given, surface);
    const side = rows.length + 2 * QR_QUIET_MODULES;
    const boxes = rows.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [{ x: x + QR_QUIET_MODULES, y: side - 1 - y - QR_QUIET_MODULES, width: 1, height: 1 }] : [])),
    );
    expect(readPainted(boxes, { width: side, height: side }, 4)).toBe(recoveryKitCode(given));
  });

  it('fits a terminal of 80 columns', () => {
    const longest = { ...kit, words: Array.from({ length: 15 }, () => 'umbrella') };
    expect(recoveryKitQr(longest, 'screen').length + 2 * QR_QUIET_MODULES).toBeLessThanOrEqual(80);
    expect(recoveryKitQr(kit, 'screen').length).toBeLessThan(recoveryKitQr(kit).length);
  });

  it('begins with its finder pattern, without a margin', () => {
    const rows = recoveryKitQr(kit);
    expect(rows.every((row) => row.length === rows.length)).toBe(true);
    for (const row of [rows[0], rows.at(-1)]) expect(row?.slice(0, 8)).toEqual([...Array<boolean>(7).fill(true), false]);
  });
});

describe('the page of a kit', () => {
  it.each([kit, long])('shows a QR code that is read back: $server', async (given) => {
    const boxes = boxesOf(await fileOf(given));
    // Without the lines for handwriting.
    const modules = boxes.filter(({ height }) => height > 1);
    expect(boxes.length - modules.length).toBe(3);
    expect(readPainted(modules, PAGE, 3)).toBe(recoveryKitCode(given));
  });

  it('holds everything, in lines that can be copied', async () => {
    const lines = pdfText(await fileOf(kit)).split('\n');
    for (const value of [kit.server, kit.accountId, kit.instanceId, kit.realm, kit.logKey, kit.madeAt]) expect(lines).toContain(value);
    for (const [index, word] of kit.words.entries()) expect(lines.map((line) => line.trim())).toContain(`${index + 1}. ${word}`);
    for (const label of ['Name of the person', 'E-mail address', 'Where this is kept']) expect(lines).toContain(label);
  });

  it.each([kit, long])('is printed whole on A4 and on US Letter: $server', async (given) => {
    const file = await fileOf(given);
    const letter = { width: 612, height: 792 };
    // Unscaled on the shorter sheet, and cut at either end, with the edge that printers leave.
    const [low, high] = [PAGE.height - letter.height + 18, letter.height - 18];
    const right = PAGE.width - 18;
    for (const box of boxesOf(file)) {
      expect(box.y).toBeGreaterThan(low);
      expect(box.y + box.height).toBeLessThan(high);
      expect(box.x + box.width).toBeLessThan(right);
    }
    const pattern = new RegExp(`BT /(\\w+) ${NUMBER} Tf ${NUMBER} ${NUMBER} Td \\((.*)\\) Tj ET`, 'g');
    const lines = Array.from(file.matchAll(pattern), ([, font, size, x, y, line = '']) => ({
      font,
      y: Number(y),
      // No font of these is wider than the mono ones on average.
      end: Number(x) + line.length * MONO_WIDTH * Number(size),
    }));
    expect(lines.length).toBeGreaterThan(40);
    for (const { y, end } of lines) {
      expect(y).toBeGreaterThan(low);
      expect(y).toBeLessThan(high);
      expect(end).toBeLessThan(right);
    }
    const modules = boxesOf(file).filter(({ height }) => height > 1);
    const facts = lines.filter(({ font }) => font === 'mono');
    expect(facts).toHaveLength(7);
    const qrLeft = Math.min(...modules.map(({ x }) => x));
    for (const { end } of facts) expect(end).toBeLessThan(qrLeft);
  });

  it('is the same for the same kit, and says nothing of time, program or place', async () => {
    const file = await fileOf(kit);
    expect(await fileOf({ ...kit, words: [...kit.words] })).toBe(file);
    expect(file).toContain('<< /Title (Sealchart recovery kit) >>');
    expect(file).not.toMatch(/Producer|Creator|CreationDate|ModDate|\/ID|XMP/);
  });

  it('refuses what its fonts cannot write', () => {
    const page = new PdfPage();
    for (const line of ['Zoë', 'a\nb', '\u0000']) {
      expect(() => page.text(line, { x: 0, y: 0, font: 'plain', size: 10 })).toThrow(RangeError);
    }
  });
});

describe('the file of a page', () => {
  it('has every object where its table says, and a stream of the length it says', async () => {
    const file = await fileOf(kit);
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
    expect(file.slice(start, start + 4)).toBe('xref');
    const rows = Array.from(file.slice(start).matchAll(/^(\d{10}) \d{5} n $/gm), ([, offset]) => Number(offset));
    expect(rows).toHaveLength(5);
    rows.forEach((offset, index) => expect(file.slice(offset).startsWith(`${index + 1} 0 obj\n`)).toBe(true));
    const [, length, stream = ''] = /<< \/Length (\d+) >>\nstream\n([\s\S]*)\nendstream/.exec(file) ?? [];
    expect(stream).toHaveLength(Number(length));
  });

  it('keeps brackets and backslashes of its lines', () => {
    const page = new PdfPage();
    const lines = ['a (b) c', String.raw`\(`, String.raw`back\slash)`];
    for (const line of lines) page.text(line, { x: 1, y: 1, font: 'mono', size: 10 });
    expect(pdfText(new TextDecoder().decode(page.toBytes('t'))).split('\n')).toEqual(lines);
  });
});
