// Compressed copies beside the files of the export: the server hands out what the browser takes, and compresses nothing itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest']);
/** Smaller files fit one packet anyway. */
const LEAST = 1_024;

/** Writes `.br` and `.gz` beside each text file of the folder. */
export function compressExport(out) {
  for (const name of readdirSync(out, { recursive: true })) {
    if (!TEXT.has(extname(name)) || name === 'csp.json') continue;
    const path = join(out, name);
    const bytes = readFileSync(path);
    if (bytes.length < LEAST) continue;
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: quality }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
