import { writeFileSync } from 'node:fs';

const WIDTH = 640;
const HEIGHT = 480;
const DARK = 16;
const LIGHT = 235;
const GREY = 128;
/** Light modules around a code. */
const QUIET = 4;

/**
 * Writes what a camera sees that looks at a QR code: a film of a few equal pictures (YUV4MPEG2), which Chromium's fake camera plays in a
 * circle. Without modules it sees a light wall.
 */
export function writeFilm(file: string, modules: readonly (readonly boolean[])[] = []): void {
  const side = modules.length + 2 * QUIET;
  const scale = Math.floor(Math.min(WIDTH, HEIGHT) / side);
  const [left, top] = [Math.floor((WIDTH - side * scale) / 2), Math.floor((HEIGHT - side * scale) / 2)];
  const luma = Buffer.alloc(WIDTH * HEIGHT, LIGHT);
  for (const [y, row] of modules.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (!isDark) continue;
      for (let line = 0; line < scale; line += 1) {
        const start = (top + (y + QUIET) * scale + line) * WIDTH + left + (x + QUIET) * scale;
        luma.fill(DARK, start, start + scale);
      }
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, GREY)]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(file, Buffer.concat([head, frame, frame, frame]));
}
