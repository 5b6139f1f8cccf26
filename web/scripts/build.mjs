// Builds the web client into `out/`: worker, pages, policies, compressed copies. Run on the project's Node.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compressExport } from './compress.mjs';
import { writePolicies } from './policies.mjs';
import { bundleWorker } from './worker.mjs';

const web = join(import.meta.dirname, '..');

await bundleWorker(web);
rmSync(join(web, 'out'), { recursive: true, force: true });
const next = join(web, '../node_modules/next/dist/bin/next');
const { status } = spawnSync(process.execPath, [next, 'build'], {
  cwd: web,
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  stdio: ['ignore', 'inherit', 'inherit'],
});
if (status !== 0) process.exit(status ?? 1);
writePolicies(join(web, 'out'));
compressExport(join(web, 'out'));
