import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, it } from '@jest/globals';

const source = join(import.meta.dirname, '..', 'bin', 'sealchart.mjs');
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((made) => rmSync(made, { recursive: true })));

/** A project that has only the committed file, and what a test puts beside it. */
function project(): { root: string; bin: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sealchart-bin-')));
  folders.push(root);
  mkdirSync(join(root, 'cli', 'bin'), { recursive: true });
  const bin = join(root, 'cli', 'bin', 'sealchart.mjs');
  copyFileSync(source, bin);
  return { root, bin };
}

function build(root: string, program: string): void {
  mkdirSync(join(root, 'cli', 'dist'));
  writeFileSync(join(root, 'cli', 'dist', 'index.js'), program);
  writeFileSync(join(root, 'cli', 'package.json'), '{"type":"module"}');
}

const start = (bin: string, args: readonly string[], stdio: ('pipe' | number)[] = []) =>
  spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe', ...stdio] });

describe('the command', () => {
  it('says what to run when nothing is built', () => {
    const { root, bin } = project();
    const { status, stdout, stderr } = start(bin, ['list']);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Run "npm run build" (or "npm start", which builds as well) in ${root}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  it('runs what is built, with its arguments and exit code, and spares people Node’s notes about itself', () => {
    const { root, bin } = project();
    build(
      root,
      `export const processHost = () => 'host';
       export const run = async (argv, host) => { process.emitWarning('x', 'ExperimentalWarning'); console.log(JSON.stringify([argv, host])); return 5; };`,
    );
    const { status, stdout, stderr } = start(bin, ['list', '--json']);
    expect({ status, stdout, stderr }).toEqual({ status: 5, stdout: '[["list","--json"],"host"]\n', stderr: '' });
  });

  it('goes over to the Node of the project from an older one, and takes the descriptor of the password along', () => {
    const { root, bin } = project();
    build(
      root,
      `import { readFileSync } from 'node:fs';
       export const processHost = () => undefined;
       export const run = async () => { console.log(process.versions.node, readFileSync(5, 'utf8')); return 4; };`,
    );
    mkdirSync(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'));
    writeFileSync(join(root, 'line'), 'secret line');
    // An older Node, as far as the file can tell.
    writeFileSync(join(root, 'old.mjs'), `Object.defineProperty(process.versions, 'node', { value: '20.19.0' });`);
    const descriptor = openSync(join(root, 'line'), 'r');
    const { status, stdout } = spawnSync(process.execPath, ['--import', join(root, 'old.mjs'), bin, 'list', '--password-fd=5'], {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'inherit', 'ignore', 'ignore', descriptor],
    });
    expect({ status, stdout }).toEqual({ status: 4, stdout: `${process.versions.node} secret line\n` });
  });

  it('takes every descriptor of a secret along to it', () => {
    const { root, bin } = project();
    build(
      root,
      `import { readFileSync } from 'node:fs';
       export const processHost = () => undefined;
       export const run = async () => { console.log([4, 6, 7, 9].map((descriptor) => readFileSync(descriptor, 'utf8')).join('|')); return 0; };`,
    );
    mkdirSync(join(root, 'node_modules', 'node', 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'));
    writeFileSync(join(root, 'old.mjs'), `Object.defineProperty(process.versions, 'node', { value: '20.19.0' });`);
    const descriptors = ['words', 'password', 'new password', 'passphrase'].map((line) => {
      writeFileSync(join(root, line), line);
      return openSync(join(root, line), 'r');
    });
    const [words, password, next, passphrase] = descriptors;
    const args = ['--new-password-fd', '7', 'recover', '--words-fd=4', '--password-fd', '6', '--passphrase-fd', '9'];
    const { status, stdout } = spawnSync(process.execPath, ['--import', join(root, 'old.mjs'), bin, ...args], {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'inherit', 'ignore', words, 'ignore', password, next, 'ignore', passphrase],
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'words|password|new password|passphrase\n' });
  });

  it('says what to do where the Node of the project is missing', () => {
    const { root, bin } = project();
    build(root, 'export {};');
    writeFileSync(join(root, 'old.mjs'), `Object.defineProperty(process.versions, 'node', { value: '20.19.0' });`);
    const { status, stderr } = spawnSync(process.execPath, ['--import', join(root, 'old.mjs'), bin, 'list'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('npm rebuild node');
  });
});
