import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run of gpg said. */
export interface GpgRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  /** Its messages, and the machine-readable status lines. */
  readonly messages: string;
}

/** Version of the gpg on this machine; undefined without one. */
export function gpgVersion(): string | undefined {
  const { status, stdout } = spawnSync('gpg', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/** A keyring of its own for one test, with an agent that ends with it. */
export class GpgHome {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sc-gpg-'));

  /** Runs gpg; `passphrase` answers every question for one. */
  run(args: readonly string[], passphrase = ''): GpgRun {
    const secret = this.file('passphrase', `${passphrase}\n`);
    const options = ['--homedir', this.#folder, '--batch', '--no-tty', '--status-fd', '2', '--pinentry-mode', 'loopback'];
    const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: this.#folder };
    const all = [...options, '--passphrase-file', secret, ...args];
    const { status, stdout, stderr } = spawnSync('gpg', all, { env, maxBuffer: 64 * 2 ** 20 });
    return { code: status, stdout, messages: stderr.toString() };
  }

  /** Writes a file into the folder; gives its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  remove(): void {
    spawnSync('gpgconf', ['--homedir', this.#folder, '--kill', 'all']);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
