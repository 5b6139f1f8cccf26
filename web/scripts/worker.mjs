// The worker is one self-contained file: it imports nothing at run time, so its own policy can be the strictest.
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles `worker/worker.ts` into `public/`. */
export async function bundleWorker(web) {
  await build({
    entryPoints: [join(web, 'worker/worker.ts')],
    outfile: join(web, 'public/sdk.worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    minify: true,
    conditions: ['source'],
    legalComments: 'none',
    logLevel: 'warning',
  });
}
