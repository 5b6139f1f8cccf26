// The API as a child: its words go to the log, its ready line and its refusals to the person.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../project.mjs';
import { Refusal } from '../refusal.mjs';

/** Connecting to MongoDB and making indexes is a matter of seconds; two minutes mean that something hangs. */
const readyWithinMs = 120_000;
/** The API gives what it accepted as long as SHUTDOWN_GRACE_SECONDS says, ten seconds by default; this long after that it is ended. */
const overdueMs = 20_000;
/** Exit code of a start that the API refused: its lines on stderr say why. */
const refused = 78;

/** Starts the API and waits until it listens. Gives { url, pid, exited, stop }. Throws a Refusal. */
export async function startApi({ env, log, signal, onSpawn }) {
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'api/dist/main.js')], {
    cwd: root,
    env,
    // Its own group: Ctrl-C reaches it through us, in order.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (chunk) => {
    log.write(chunk);
    process.stderr.write(chunk);
  });
  child.stdout.on('data', (chunk) => log.write(chunk));
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /^sealchart listening on (\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(`the server could not be run (${error.message})`));
    child.once('close', (code, by) => resolve(reasonOfEnd(code, by)));
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), (Number(env.SHUTDOWN_GRACE_SECONDS) || 10) * 1000 + overdueMs);
    await exited;
    clearTimeout(late);
  };
  if (child.pid) onSpawn(child.pid);
  try {
    const url = await Promise.race([ready, exited.then(refuse), lateness(), aborted(signal)]);
    return { url, pid: child.pid, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the end of the API means, as a sentence. */
export function reasonOfEnd(code, by) {
  if (code === refused) return 'the server did not start; the lines above say why';
  if (code === 0 || by === 'SIGTERM') return 'the server was stopped';
  return `the server ended (${by ?? `exit code ${code}`})`;
}

const refuse = (reason) => {
  throw new Refusal(reason);
};

const lateness = () =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Refusal(`the server was not ready within ${readyWithinMs / 1000} seconds`)), readyWithinMs).unref();
  });

const aborted = (signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
