// npm run bench: builds, then measures on the Node that Sealchart runs on.
import { join } from 'node:path';
import { build } from './build.mjs';
import { runForeground } from './foreground.mjs';
import { installMissing } from './install.mjs';
import { projectNode, root } from './project.mjs';
import { runScript } from './refusal.mjs';
import { buildWeb } from './web.mjs';

await runScript(async () => {
  await installMissing();
  build(['bench']);
  buildWeb();
  process.exitCode = await runForeground(projectNode(), [join(root, 'bench/dist/main.js'), ...process.argv.slice(2)], { cwd: root });
});
