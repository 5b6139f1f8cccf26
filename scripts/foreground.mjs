// A program in this terminal, as if it were this process.
import { spawn } from 'node:child_process';
import { Refusal } from './refusal.mjs';

/** Runs a program, hands it every request to stop, and gives its exit code (1 when a signal ended it). */
export function runForeground(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', (error) => reject(new Refusal(`${program} could not be run (${error.code ?? error.message})`)));
    child.once('close', (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code ?? 1);
    });
  });
}
