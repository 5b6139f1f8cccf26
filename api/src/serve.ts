import { SealchartError } from '@sealchart/protocol';
import { createApp } from './create-app.ts';
import type { AppConfig } from './platform/config/app-config.ts';
import { readConfig, readSecretsDir } from './platform/config/app-config.ts';
import { printableConfig } from './platform/config/print-config.ts';
import { ServerAddress } from './platform/http/server-address.ts';
import type { PepperRotation } from './platform/secrets/pepper-rotation.ts';
import { rotatePepper } from './platform/secrets/pepper-rotation.ts';
import { pepperFile } from './platform/secrets/secrets-folder.ts';

/** EX_CONFIG of sysexits.h: the start was refused, and the lines on standard error say why. */
const REFUSED = 78;

/**
 * Runs the server until SIGTERM or SIGINT; `--print-config` prints the settings instead, `--rotate-pepper` puts a new pepper into the
 * secrets folder, which needs no database and may be done while servers run. A start that is refused writes one line
 * `E_CODE: sentence` for each problem to standard error and ends with code 78.
 */
export async function serve(args: readonly string[]): Promise<void> {
  try {
    if (args.includes('--rotate-pepper')) {
      process.stdout.write(`${wordsOf(await rotatePepper(readSecretsDir()))}\n`);
      return;
    }
    const config = readConfig();
    if (args.includes('--print-config')) process.stdout.write(`${printableConfig(config)}\n`);
    else await run(config);
  } catch (error) {
    const lines = linesOf(error);
    if (lines.length === 0) throw error;
    process.stderr.write(`${lines.join('\n')}\n`);
    process.exitCode = REFUSED;
  }
}

async function run(config: AppConfig): Promise<void> {
  const app = await createApp(config);
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await app.close();
    throw error;
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());
  process.stdout.write(`sealchart listening on ${app.get(ServerAddress).url}\n`);
}

/** What an operator has to do after a rotation. */
function wordsOf({ id, formerId }: PepperRotation): string {
  return [
    `a new pepper (${id}) lies in the secrets folder; servers use it from their next start on`,
    `the former one stays as ${pepperFile(formerId)}: people need it until they have logged in once more`,
    'now copy the secrets folder into your backup, give it to every node that has a copy of its own, and restart all nodes',
    'a later start says in its log when a former pepper may be deleted',
  ].join('\n');
}

/** What the person who started can do something about; empty for faults of ours. */
function linesOf(error: unknown): string[] {
  if (error instanceof SealchartError) {
    if (error.issues.length > 0) return error.issues.map(({ path, message }) => `${error.code}: ${path}: ${message}`);
    return [`${error.code}: ${error.message} ${error.todo}`];
  }
  const { code, port } = (error ?? {}) as { code?: unknown; port?: number };
  if (code === 'EADDRINUSE') return [`E_CONFIG: port ${port} is taken; choose another with PORT=...`];
  if (code === 'EACCES' && port !== undefined)
    return [`E_CONFIG: this user may not listen on port ${port}; choose one above 1023 with PORT=...`];
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return ['E_CONFIG: HOST: is no address of this machine'];
  return [];
}
