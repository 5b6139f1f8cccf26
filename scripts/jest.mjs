// Runs jest on the project's Node with what ESM needs. Arguments go through: node scripts/jest.mjs --selectProjects protocol
import { join } from 'node:path';
import { runForeground } from './foreground.mjs';
import { projectNode, root } from './project.mjs';
import { runScript } from './refusal.mjs';

const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js')];

/** A hang ends within a minute; real databases and processes on a busy machine do not count as one. */
const timeout = '--testTimeout=60000';

/** Runs jest and gives its exit code. What it says and what tests print goes to one stream, so that the order is kept. */
export const runJest = (args, env = process.env) => {
  const stdio = ['inherit', 'inherit', process.stdout];
  return runForeground(projectNode(), [...flags, timeout, ...args], { cwd: root, env, stdio });
};

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    process.exitCode = await runJest(process.argv.slice(2));
  });
}
