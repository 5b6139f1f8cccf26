// [Note: A page without a library]
// The page holds the words that open an account. It needs lines of text in fonts that every reader has, and squares;
// a library for that brings fonts, images, compression and a dozen packages that all see the words. What is written
// here is the whole of what is needed (ISO 32000-1: 7.5 file structure, 8.5 paths, 9.4 text).

/** A4, in points of 1/72 inch. */
export const PAGE = { width: 595, height: 842 } as const;

/** Fonts that every reader has: nothing is embedded (ISO 32000-1 section 9.6.2.2). */
const FONTS = { plain: 'Helvetica', bold: 'Helvetica-Bold', mono: 'Courier', monoBold: 'Courier-Bold' } as const;
export type PdfFont = keyof typeof FONTS;

/** Width of every character of the two `mono` fonts, in parts of the font's size. */
export const MONO_WIDTH = 0.6;

/** One page to be drawn upon; places are points from the lower left corner. */
export class PdfPage {
  readonly #operators: string[] = [];

  /** Throws a `RangeError` for what is not printable ASCII: the fonts have nothing else everywhere. */
  text(line: string, place: { readonly x: number; readonly y: number; readonly font: PdfFont; readonly size: number }): void {
    if (!/^[ -~]*$/.test(line)) throw new RangeError('only ASCII can be written');
    const literal = line.replaceAll(/[\\()]/g, String.raw`\$&`);
    this.#operators.push(`BT /${place.font} ${numeral(place.size)} Tf ${numeral(place.x)} ${numeral(place.y)} Td (${literal}) Tj ET`);
  }

  /** A black rectangle; `x` and `y` are its lower left corner. */
  box(box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): void {
    this.#operators.push(`${[box.x, box.y, box.width, box.height].map(numeral).join(' ')} re f`);
  }

  /** The file: the same bytes for the same drawing, without time, program or any other trace. */
  toBytes(title: string): Uint8Array<ArrayBuffer> {
    const content = this.#operators.join('\n');
    const fonts = Object.entries(FONTS).map(
      ([name, base]) => `/${name} << /Type /Font /Subtype /Type1 /BaseFont /${base} /Encoding /WinAnsiEncoding >>`,
    );
    const objects = [
      '<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R /Resources << /Font << ${fonts.join(' ')} >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      `<< /Title (${title}) >>`,
    ];
    let file = '%PDF-1.4\n';
    const offsets = objects.map((object, index) => {
      const offset = file.length;
      file += `${index + 1} 0 obj\n${object}\nendobj\n`;
      return offset;
    });
    const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
    return new TextEncoder().encode(file);
  }
}

/** The lines of text of a file that `PdfPage` wrote, in the order of their drawing. */
export function pdfText(file: string): string {
  // What begins like a text and is none is passed over as a whole: see [Note: Texts of strangers].
  const texts = Array.from(file.matchAll(/\((?<literal>(?:[^\\()]|\\[\\()])*)(?<end>\) Tj)?/g), ({ groups }) => groups ?? {});
  const literals = texts.flatMap(({ literal = '', end }) => (end === undefined ? [] : [literal]));
  return literals.map((literal) => literal.replaceAll(/\\([\\()])/g, '$1')).join('\n');
}

/** A number as PDF writes it: at most three decimals, no exponent. */
function numeral(value: number): string {
  return String(Number(value.toFixed(3)));
}
