import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@sealchart/protocol';
import { recoveryKitCode, recoveryKitText } from '@sealchart/sdk';
import { EXIT, run } from 'sealchart';
import type { TestHost } from 'sealchart/testing';
import {
  AgentClient,
  draftOf,
  endpointOf,
  parseReply,
  parseRequest,
  prepareEndpoint,
  prepareProfile,
  readSettings,
  selectProfile,
  testHost,
} from 'sealchart/testing';
import fc from 'fast-check';
import type { Family, Input } from '../family.ts';
import { bytesOf, requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedBytes } from '../mutated-bytes.ts';
import { mutatedJson } from '../mutated-json.ts';
import { changedText, mutatedText } from '../mutated-text.ts';
import { KIT } from './kits.ts';

const REPLY = { ok: true, idleMs: 5_000, key: 'A'.repeat(43) };

const messages: readonly Family[] = [
  {
    name: 'questions to the agent',
    inputs: mutatedJson({ do: 'get' }, { do: 'lock' }, { do: 'status' }),
    refusals: [],
    read: (input) => {
      const request = parseRequest(textOf(input));
      requireTrue(
        request === undefined || (Object.keys(request).join() === 'do' && ['get', 'peek', 'touch', 'lock', 'status'].includes(request.do)),
        'no question',
      );
      return request !== undefined;
    },
  },
  {
    name: 'answers of the agent',
    inputs: mutatedJson(REPLY, { ok: false }),
    refusals: [],
    read: (input) => {
      const reply = parseReply(textOf(input));
      requireTrue(reply === undefined || !reply.ok || Number.isFinite(reply.idleMs), 'no answer');
      return reply !== undefined;
    },
  },
  {
    name: 'notes and resources',
    inputs: fc.oneof(
      mutatedBytes(utf8('A note\nwith lines'), utf8('{"resourceType":"Patient","id":"p"}')),
      mutatedJson({ resourceType: 'Observation', status: 'final', code: { text: 'x' } }).map((text) => utf8(text.toWellFormed())),
    ),
    refusals: ['E_FHIR', 'E_USAGE'],
    read: async (input) => {
      const { title, body, schema } = await draftOf(bytesOf(input), undefined);
      requireTrue(
        title.length <= 200 && title.isWellFormed() && body.length > 0 && /^(?:text\/plain|fhir\/R4\/[A-Za-z]+)$/.test(schema),
        'no draft',
      );
      return true;
    },
  },
];

/** What listens in the agent's place. */
async function agentFamily(host: TestHost): Promise<{ readonly family: Family; readonly server: Server }> {
  const profile = selectProfile(host, 'agent');
  await prepareProfile(profile, host);
  const endpoint = endpointOf(profile, host);
  await prepareEndpoint(endpoint, host);
  let answer = '';
  const server = createServer((peer) => {
    peer.on('error', () => peer.destroy());
    peer.once('data', () => peer.end(answer));
  });
  await new Promise<void>((resolve) => void server.listen({ path: endpoint }, resolve));
  await chmod(endpoint, 0o600);
  const family: Family = {
    name: 'what listens in the place of the agent',
    inputs: fc.oneof(
      mutatedJson(REPLY).map((text) => `${text}\n`),
      mutatedText(`${JSON.stringify(REPLY)}\n`, '\n', ''),
    ),
    refusals: ['E_AGENT'],
    share: 0.3,
    read: async (input) => {
      answer = textOf(input);
      const key = await new AgentClient(profile, host).key();
      return key !== undefined;
    },
  };
  return { family, server };
}

/** A profile's own file, damaged. */
async function settingsFamily(host: TestHost): Promise<Family> {
  const profile = selectProfile(host, 'settings');
  await prepareProfile(profile, host);
  return {
    name: 'settings of a profile',
    inputs: mutatedJson({ server: 'https://chart.example.org' }),
    refusals: ['E_STORE'],
    share: 0.5,
    read: async (input) => {
      await writeFile(join(profile.directory, 'profile.json'), textOf(input));
      requireTrue(typeof (await readSettings(profile))?.server === 'string', 'no settings');
      return true;
    },
  };
}

const OPTIONS = [
  '--json',
  '--profile',
  'x',
  '--server',
  'https://localhost',
  '--version',
  '--kit',
  '-',
  '--words-fd',
  '--password-fd',
  '99',
  '--help',
  '--',
  'all',
];
const COMMANDS = [
  'status',
  'recover',
  'register',
  'login',
  'list',
  'import',
  'add',
  'kit',
  'show',
  'share',
  'sync',
  'imports',
  'ways',
  'help',
  'sessions',
];

/** Command lines: every exit code is one of those that are described, and nothing is this program's own mistake. */
function lineFamily(folder: string): Family {
  const argument = fc.oneof(
    fc.constantFrom(...OPTIONS),
    changedText(fc.constantFrom(...OPTIONS, 'ada@example.org', join(folder, 'none')), OPTIONS, 2),
  );
  const line = fc.tuple(fc.constantFrom(...COMMANDS), fc.array(argument, { maxLength: 4 })).map((parts) => JSON.stringify(parts.flat()));
  return {
    name: 'command lines',
    inputs: line,
    refusals: [],
    share: 0.2,
    read: async (input) => (await runLine(JSON.parse(textOf(input)) as string[])).exit === 0,
  };
}

/** What a command came to. */
async function runLine(argv: readonly string[], given: Input = ''): Promise<{ readonly exit: number; readonly told: string }> {
  const host = testHost();
  try {
    host.stdin.end(given);
    const exit = await run(argv, host);
    const told = host.err();
    requireTrue([0, 1, 2, 3, 4, 5, 130].includes(exit), `exit code ${exit}`);
    requireTrue(!told.includes('E_UNEXPECTED') && !/^\s+at .*:\d+:\d+/m.test(told), `its own mistake: ${told.slice(0, 500)}`);
    return { exit, told };
  } finally {
    host.remove();
  }
}

/** Standard input as a kit: what is none is told, and with a kit the server is asked next, which is not there. */
const givenKits: Family = {
  name: 'kits on standard input',
  inputs: fc.oneof(mutatedBytes(utf8(recoveryKitCode(KIT)), utf8(recoveryKitText(KIT))), fc.constant(utf8(recoveryKitText(KIT)))),
  refusals: [],
  share: 0.1,
  read: async (input) => {
    const { exit, told } = await runLine(['recover', '--kit', '-', '--new-password-fd', '99'], bytesOf(input));
    requireTrue(told.includes(exit === EXIT.network ? 'E_NETWORK' : 'E_WORDS'), `went on with what is no kit: ${told}`);
    return exit === EXIT.network;
  },
};

/** The command: its files, its agent, its arguments and its standard input. */
export async function commandGroup(): Promise<Group> {
  const host = testHost();
  const folder = await mkdtemp(join(tmpdir(), 'sealchart-fuzz-command-'));
  const { family, server } = await agentFamily(host);
  return {
    families: [...messages, family, await settingsFamily(host), lineFamily(folder), givenKits],
    close: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
      host.remove();
    },
  };
}
