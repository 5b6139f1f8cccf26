// From a fresh clone to a running server: install, build, then serve on the Node that Sealchart is built for.
import { join } from 'node:path';
import { build } from '../build.mjs';
import { runForeground } from '../foreground.mjs';
import { installMissing } from '../install.mjs';
import { projectNode, root } from '../project.mjs';
import { runScript } from '../refusal.mjs';
import { buildWeb } from '../web.mjs';

export async function launch() {
  await runScript(async () => {
    await installMissing();
    build(['api', 'cli']);
    buildWeb();
    process.exitCode = await runForeground(projectNode(), [join(import.meta.dirname, 'serve.mjs')], { cwd: root });
  });
}
