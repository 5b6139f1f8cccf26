#!/usr/bin/env node
// The command `sealchart`, as plain JavaScript for any Node: says what to do when nothing is built, goes over to the
// Node that comes with the project when this one is older, and runs the built program.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');
const program = join(here, '..', 'dist', 'index.js');
const bundled = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(program)) {
  refuse('The sealchart command is not built yet.', `Run "npm run build" (or "npm start", which builds as well) in ${root}`);
} else if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) {
  await runHere();
} else if (existsSync(bundled)) {
  runOnBundled();
} else {
  refuse(
    `The sealchart command needs Node ${NODE_MAJOR}; this is Node ${process.versions.node}.`,
    `It comes with the install, but npm was not allowed to unpack it: run "npm rebuild node" in ${root}`,
  );
}

async function runHere() {
  // Node's notes about its own experiments are nothing that a patient could act on.
  const [print] = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') print?.(warning);
  });
  const { processHost, run } = await import(new URL('../dist/index.js', import.meta.url));
  // Nobody reads any longer: `run` hears of it from its own write.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.exitCode = await run(process.argv.slice(2), processHost());
}

function runOnBundled() {
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: inherited(process.argv.slice(2)) });
  // Ctrl-C reaches both; the child says what is to be said. What is sent to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => refuse('The sealchart command could not be run.', error.message));
  child.on('exit', (code, signal) => {
    if (code !== null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** The three usual streams and those that options such as `--password-fd` name. */
function inherited(args) {
  const texts = args.flatMap((argument, at) => {
    const [, value] = /^--(?:password|new-password|words|passphrase)-fd(?:=(.*))?$/.exec(argument) ?? [undefined, null];
    return value === null ? [] : [value ?? args[at + 1] ?? ''];
  });
  const streams = ['inherit', 'inherit', 'inherit'];
  for (const descriptor of texts.filter((text) => /^\d{1,4}$/.test(text)).map(Number)) {
    while (streams.length <= descriptor) streams.push('ignore');
    if (descriptor > 2) streams[descriptor] = descriptor;
  }
  return streams;
}

function refuse(what, todo) {
  process.stderr.write(`${what}\n${todo}\n`);
  process.exitCode = 1;
}
