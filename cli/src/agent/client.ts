import { createConnection } from 'node:net';
import { IDLE_LOCK_MINUTES, SealchartError, fromB64u } from '@sealchart/protocol';
import type { Host } from '../host/host.ts';
import type { Profile } from '../profile/profile.ts';
import { endpointOf, isEndpointPresent } from './endpoint.ts';
import { launchAgent } from './launch.ts';
import type { AgentReply, AgentRequest } from './messages.ts';
import { parseReply } from './messages.ts';

/** An agent answers from memory; what takes longer hangs. */
const ANSWER_WITHIN_MS = 5_000;

/** Bytes that an answer may have. */
const ANSWER_BYTES = 1_024;

/** The agent of one profile, as commands see it. Every method rejects with `E_AGENT` when what listens is not to be trusted. */
export class AgentClient {
  readonly #endpoint: string;
  readonly #host: Host;

  constructor(profile: Profile, host: Host) {
    this.#endpoint = endpointOf(profile, host);
    this.#host = host;
  }

  /** Starts the agent with this key; an agent that still holds another one is ended before. */
  async start(key: Uint8Array, idleMs = IDLE_LOCK_MINUTES * 60_000): Promise<void> {
    await this.lock();
    await launchAgent({ endpoint: this.#endpoint, key, idleMs, host: this.#host });
  }

  /** The account key, and the idle time begins anew; undefined when no agent holds one. */
  async key(): Promise<Uint8Array | undefined> {
    return this.#keyBy('get');
  }

  /** The account key, and the idle time goes on: for those who only look. Undefined when no agent holds one. */
  async peek(): Promise<Uint8Array | undefined> {
    return this.#keyBy('peek');
  }

  /** The idle time begins anew. */
  async touch(): Promise<void> {
    await this.#ask({ do: 'touch' });
  }

  /** Milliseconds until the agent forgets; undefined when there is none. */
  async remaining(): Promise<number | undefined> {
    const reply = await this.#ask({ do: 'status' });
    return reply?.ok === true ? reply.idleMs : undefined;
  }

  /** Ends the agent; false when there was none. */
  async lock(): Promise<boolean> {
    return (await this.#ask({ do: 'lock' }))?.ok === true;
  }

  async #keyBy(act: 'get' | 'peek'): Promise<Uint8Array | undefined> {
    const reply = await this.#ask({ do: act });
    return reply?.ok === true && reply.key !== undefined ? fromB64u(reply.key) : undefined;
  }

  /** Undefined when nobody listens. */
  async #ask(request: AgentRequest): Promise<AgentReply | undefined> {
    if (!(await isEndpointPresent(this.#endpoint, this.#host))) return undefined;
    const line = await exchange(this.#endpoint, `${JSON.stringify(request)}\n`);
    if (line === undefined) return undefined;
    const reply = parseReply(line);
    if (!reply) throw new SealchartError('E_AGENT', { detail: 'what listens in its place does not answer as it does' });
    return reply;
  }
}

/** Sends one line and gives the line that comes back; undefined when nobody listens, or the listener left without a word. */
function exchange(endpoint: string, line: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = createConnection(endpoint, () => socket.write(line));
    const fail = (detail: string): void => {
      socket.destroy();
      reject(new SealchartError('E_AGENT', { detail }));
    };
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_WITHIN_MS, () => fail('it does not answer'));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (answer.length > ANSWER_BYTES) fail('it answers too much');
    });
    socket.on('close', () => resolve(answer === '' ? undefined : answer.trimEnd()));
    // Refused, reset or gone: it is ending or has ended.
    socket.on('error', () => resolve(undefined));
  });
}
