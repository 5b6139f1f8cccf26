// Builds what changed: generated tables first, then TypeScript. Arguments name workspaces; none means all.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installMissing } from './install.mjs';
import { projectNode, root } from './project.mjs';
import { Refusal, runScript } from './refusal.mjs';

/** Builds the named workspaces and all they stand on. Throws a Refusal when the compiler found something. */
export function build(workspaces = [], { say = console.log } = {}) {
  const node = projectNode();
  const generate = join(root, 'scripts/generate.mjs');
  if (existsSync(generate)) run(node, [generate], 'the tables that the code needs could not be made');
  say('building what changed');
  run(node, [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...workspaces], 'the build failed; the lines above name the places');
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
