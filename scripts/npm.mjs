// npm as a child: the one that runs us, else the one on PATH.
import { spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { root } from './project.mjs';
import { Refusal } from './refusal.mjs';

/** Installs exactly what the lock names. Gives { status, stderr }; what npm says is shown. */
export async function npmCi() {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // Without network npm asks for each package in turn and takes minutes to say so; from its cache alone it answers at once.
  const reach = (await canReachRegistry())
    ? ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
    : ['--offline'];
  return npm(['ci', ...quiet, ...reach], { stdio: ['ignore', 'inherit', 'pipe'], show: true });
}

/** Whether the registry's name can be found; taken for granted behind a proxy, which finds it for us. */
async function canReachRegistry() {
  const { stdout } = await npm(['config', 'get', 'registry', 'proxy', 'https-proxy', '--loglevel=error'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [registry, ...proxies] = stdout
    .trim()
    .split('\n')
    .map((line) => line.slice(line.indexOf('=') + 1));
  if (!URL.canParse(registry) || proxies.some((proxy) => proxy !== 'null' && proxy !== '')) return true;
  try {
    await lookup(new URL(registry).hostname.replace(/^\[|\]$/g, ''));
    return true;
  } catch {
    return false;
  }
}

function npm(args, { stdio, show = false }) {
  const under = process.env.npm_execpath;
  // On Windows, npm on PATH is a shell script.
  const [program, all, shell] = under ? [process.execPath, [under, ...args], false] : ['npm', args, process.platform === 'win32'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, all, { cwd: root, stdio, shell });
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (show) process.stderr.write(chunk);
    });
    child.once('error', (error) => reject(new Refusal(`npm could not be run (${error.code ?? error.message})`)));
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
}
