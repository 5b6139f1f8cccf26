// Builds what changed: generated tables first, then TypeScript. Arguments name workspaces; none means all.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installMissing } from './install.mjs';
import { projectNode, root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { buildWeb } from './web.mjs';

/**
 * Builds the named workspaces and all they stand on, and the web client where none is named. Throws a Refusal when a compiler found
 * something.
 */
export function build(workspaces = [], { say = console.log } = {}) {
  const node = projectNode();
  const generate = join(root, 'scripts/generate.mjs');
  if (existsSync(generate)) run(node, [generate], 'the tables that the code needs could not be made');
  say('building what changed');
  run(node, [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...workspaces], 'the build failed; the lines above name the places');
  if (workspaces.length === 0) {
    buildWeb({ say });
    run(node, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'web'], 'the types of the web client do not fit');
  }
}

function run(node, args, sentence) {
  const { status, error } = spawnSync(node, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) throw new Refusal(`${sentence} (${error.message})`);
  if (status !== 0) throw new Refusal(sentence);
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await installMissing();
    build(process.argv.slice(2));
  });
}
