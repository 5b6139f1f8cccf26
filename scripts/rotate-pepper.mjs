// npm run rotate-pepper: a new pepper for the secrets folder that npm start uses. Checks Node before anything else is loaded.
import { join, resolve } from 'node:path';
import { requireNode } from './node-version.mjs';

requireNode();
const { build } = await import('./build.mjs');
const { runForeground } = await import('./foreground.mjs');
const { installMissing } = await import('./install.mjs');
const { projectNode, root } = await import('./project.mjs');
const { runScript } = await import('./refusal.mjs');

await runScript(async () => {
  await installMissing();
  build(['api']);
  // The same folder as in start/serve.mjs.
  const SECRETS_DIR = process.env.SECRETS_DIR || join(resolve(root, process.env.DATA_DIR || '.data'), 'secrets');
  const env = { ...process.env, SECRETS_DIR };
  process.exitCode = await runForeground(projectNode(), [join(root, 'api/dist/main.js'), '--rotate-pepper'], { cwd: root, env });
});
