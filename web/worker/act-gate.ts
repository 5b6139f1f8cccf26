import type { Endpoint } from 'comlink';
import { SealchartError } from '@sealchart/protocol';
import { toProblem } from './problem.ts';

type Listener = Parameters<Endpoint['addEventListener']>[1];

/**
 * The worker's end of a channel, on which one thing can be asked: an act, by its own name. Comlink alone would let whoever holds the
 * other end read, replace and construct anything that can be reached from the acts, such as `Object.entries` or `Function.prototype.call`
 * through their `constructor`, and what the SDK gives to those are keys. Everything else is refused, and never reaches comlink.
 */
export function gateActs(acts: object, channel: Endpoint): Endpoint {
  const gated = new Map<Listener, (event: Event) => void>();
  return {
    postMessage: (message, transfer) => channel.postMessage(message, transfer ?? []),
    addEventListener(type, listener) {
      const pass = (event: Event) => {
        const { data } = event as MessageEvent<unknown>;
        if (isAskedAct(acts, data)) {
          if (typeof listener === 'function') listener(event);
          else listener.handleEvent(event);
          return;
        }
        const refused = toProblem(new SealchartError('E_USAGE', { detail: 'a page asks for acts only' }));
        channel.postMessage({ id: idOf(data), type: 'HANDLER', name: 'throw', value: refused });
      };
      gated.set(listener, pass);
      channel.addEventListener(type, pass);
    },
    removeEventListener(type, listener) {
      const pass = gated.get(listener);
      if (pass) channel.removeEventListener(type, pass);
      gated.delete(listener);
    },
    ...(channel.start && { start: () => channel.start?.() }),
  };
}

/** A call of one act by its own name, with arguments that are data or callbacks of the page. */
function isAskedAct(acts: object, message: unknown): boolean {
  const { type, path, argumentList } = membersOf(message);
  if (type !== 'APPLY' || !Array.isArray(path) || !Array.isArray(argumentList)) return false;
  const [name, ...deeper] = path as readonly unknown[];
  return typeof name === 'string' && deeper.length === 0 && Object.hasOwn(acts, name) && argumentList.every(isArgument);
}

function isArgument(argument: unknown): boolean {
  const { type, name } = membersOf(argument);
  return type === 'RAW' || (type === 'HANDLER' && name === 'proxy');
}

function idOf(message: unknown): unknown {
  return membersOf(message)['id'];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
