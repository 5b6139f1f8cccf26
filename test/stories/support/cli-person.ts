import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedSecrets } from './recording-cli.ts';

/** What a command reads. */
export interface CliInput {
  readonly stdin?: string;
  /** What stands on file descriptor 3 in place of the password: further secrets are further lines. Undefined: no descriptor is named. */
  readonly password?: string | undefined;
}

/** What came of one command. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command that runs. */
export interface CliRun {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

export interface CliPersonOptions {
  readonly name: string;
  readonly server: string;
  /** Runs the command through ports that keep secrets. */
  readonly isRecorded?: boolean;
  /** What is set on this machine besides. */
  readonly env?: Readonly<Record<string, string>>;
}

const COMMAND = join(import.meta.dirname, '../../../cli/bin/sealchart.mjs');
const RECORDING_COMMAND = join(import.meta.dirname, 'recording-cli.ts');

/** A person at a machine of their own, who uses the real command, each time as a process. */
export class CliPerson {
  readonly identifier: string;
  readonly password: string;
  readonly name: string;
  readonly home: string;
  readonly #options: CliPersonOptions;
  #isUnlocked = false;
  /** Profiles whose agents may have the key. */
  readonly #agents = new Set<string>();

  constructor(options: CliPersonOptions) {
    const unique = crypto.randomUUID().slice(0, 8);
    this.#options = options;
    this.name = options.name;
    this.identifier = `${options.name.toLowerCase().replaceAll(/\W+/g, '.')}.${unique}@example.org`;
    this.password = `a long pass phrase ${crypto.randomUUID()}`;
    this.home = mkdtempSync(join(tmpdir(), 'sealchart-home-'));
  }

  /** Starts a command; the password stands on file descriptor 3 unless an agent has the key. */
  start(args: readonly string[], options: CliInput = {}): CliRun {
    if (args[0] === 'unlock') this.#agents.add(profileIn(args));
    const password = 'password' in options ? options.password : this.#isUnlocked ? undefined : this.password;
    const entry = this.#options.isRecorded === true ? [RECORDING_COMMAND, this.#secretsFile] : [COMMAND];
    const asked = password === undefined ? [] : ['--password-fd', '3'];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...entry, ...args, ...asked], {
      env: { ...this.#options.env, SEALCHART_HOME: this.#profiles },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    // A command that refuses its arguments reads neither.
    for (const stream of [child.stdin, child.stdio[3]]) stream?.on('error', () => undefined);
    child.stdin?.end(options.stdin ?? '');
    const line = child.stdio[3];
    if (line && 'end' in line) line.end(password === undefined ? '' : `${password}\n`);
    return { child, result: resultOf(child) };
  }

  run(args: readonly string[], options?: CliInput): Promise<CliResult> {
    return this.start(args, options).result;
  }

  /** Runs a command that must succeed, and gives its answer. */
  async json<T = Record<string, unknown>>(args: readonly string[], options?: CliInput): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json'], options);
    if (code !== 0) throw new Error(`sealchart ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as T;
  }

  /** From now on an agent has the key, and no command is given the password. */
  async unlock(): Promise<void> {
    await this.json(['unlock']);
    this.#isUnlocked = true;
  }

  /** Makes an account; `options` are further arguments. */
  register(
    ...options: readonly string[]
  ): Promise<{ account: { accountId: string; words: string[]; fingerprint: string }; instance: { instanceId: string } }> {
    return this.json(['register', this.identifier, '--name', this.name, '--server', this.#options.server, ...options]);
  }

  /** Everything that the recording command kept; empty without one. */
  secrets(): RecordedSecrets {
    const lines = readFileSync(this.#secretsFile, 'utf8').trim().split('\n');
    const all = lines.map((line) => JSON.parse(line) as RecordedSecrets);
    return {
      keys: all.flatMap(({ keys }) => keys),
      codes: all.flatMap(({ codes }) => codes),
      passwords: all.flatMap(({ passwords }) => passwords),
      stretches: all.flatMap(({ stretches }) => stretches),
    };
  }

  /** The folder that the command keeps its state in. */
  get #profiles(): string {
    return join(this.home, 'profiles');
  }

  get #secretsFile(): string {
    return join(this.home, 'secrets.jsonl');
  }

  /** Ends the agents and removes everything of this machine. */
  async remove(): Promise<void> {
    for (const profile of this.#agents) await this.run(['lock', '--profile', profile], { password: undefined });
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** The profile that a command is for. */
const profileIn = (args: readonly string[]): string =>
  args.includes('--profile') ? (args[args.indexOf('--profile') + 1] ?? '') : 'default';

async function resultOf(child: ChildProcess): Promise<CliResult> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8');
    child[name]?.on('data', (chunk: string) => (texts[name] += chunk));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}
