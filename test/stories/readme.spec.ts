import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiProcess } from './support/api-process.ts';
import { apiProcess } from './support/api-process.ts';
import { CliPerson } from './support/cli-person.ts';

const root = join(import.meta.dirname, '../..');

interface Step {
  readonly who: string;
  readonly args: string[];
  readonly printed: string;
}

/** The session of the README: who types which command, and what it prints. */
function readSession(): Step[] {
  const block = /```console\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
  return block
    .split(/^(?=\w+\$ npx --no sealchart )/m)
    .filter((text) => text.trim() !== '')
    .map((text) => {
      const [, who = '', command = ''] = /^(\w+)\$ npx --no sealchart (.*)$/m.exec(text) ?? [];
      const args = Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), (match) => match[1] ?? match[2] ?? '');
      return { who, args, printed: text.slice(text.indexOf('\n') + 1) };
    });
}

/** What differs from run to run, as one sign each; blank lines and ends of lines do not count. */
const masked = (text: string): string =>
  text
    .replaceAll(/\b(acc|ins|elm)_[\w-]+/g, '$1_…')
    .replaceAll(/\b[0-9a-f]{4}( [0-9a-f]{4}){15}\b/g, 'fingerprint')
    .replaceAll(/\b[a-z]{3,8}( [a-z]{3,8}){5}$/gm, 'six words')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'now')
    .replaceAll(/localhost:\d+/g, 'localhost')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');

const ids = (text: string): string[] => text.match(/\belm_[\w-]{6}/g) ?? [];

describe('the session in the README', () => {
  let server: ApiProcess;
  const people = new Map<string, CliPerson>();

  beforeAll(async () => {
    server = await apiProcess();
    await server.start();
  });
  afterAll(async () => {
    for (const person of people.values()) await person.remove();
    await server.remove();
  });

  it('prints what the README says it prints', async () => {
    const steps = readSession();
    expect(new Set(steps.map(({ args }) => args[0]))).toEqual(new Set(['register', 'unlock', 'import', 'share', 'list', 'show', 'revoke']));
    const real = new Map<string, string>();
    for (const { who, args, printed } of steps) {
      const person = people.get(who) ?? new CliPerson({ name: who, server: server.url });
      people.set(who, person);
      const command = args.map((arg) => (arg === 'docs/sample-record.json' ? join(root, arg) : (real.get(arg) ?? arg)));
      const password = ['register', 'unlock'].includes(args[0] ?? '') ? person.password : undefined;
      const { stdout, stderr } = await person.run([...command, ...(args[0] === 'register' ? ['--server', server.url] : [])], { password });
      expect({ args, printed: masked(stderr + stdout) }).toEqual({ args, printed: masked(printed) });
      ids(printed).forEach((id, i) => real.set(id, ids(stderr + stdout)[i] ?? ''));
    }
  }, 120_000);
});
