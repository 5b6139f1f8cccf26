import { isB64uOf } from '@sealchart/protocol';

/** What a client asks; one JSON object on one line. Requests hold no secret. */
export type AgentRequest = { readonly do: 'get' | 'peek' | 'touch' | 'lock' | 'status' };

/** What the agent answers, likewise on one line. `key` is base64url and answers `get` and `peek`, which does not count as use. */
export type AgentReply = { readonly ok: true; readonly key?: string; readonly idleMs: number } | { readonly ok: false };

/** Bytes of a line: a key in base64url and a few words. */
export const LINE_BYTES = 256;

const KEY_OCTETS = 32;

const ACTS = ['get', 'peek', 'touch', 'lock', 'status'] as const;

/** Undefined for everything that is no request. */
export function parseRequest(line: string): AgentRequest | undefined {
  const value = parseObject(line);
  const act = ACTS.find((name) => name === value?.do);
  return act !== undefined && Object.keys(value ?? {}).length === 1 ? { do: act } : undefined;
}

/** Undefined for everything that is no answer. */
export function parseReply(line: string): AgentReply | undefined {
  const value = parseObject(line);
  if (value?.ok === false) return { ok: false };
  if (value?.ok !== true || typeof value.idleMs !== 'number' || !Number.isFinite(value.idleMs)) return undefined;
  if (value.key === undefined) return { ok: true, idleMs: value.idleMs };
  return isKey(value.key) ? { ok: true, idleMs: value.idleMs, key: value.key } : undefined;
}

/** An account key, as it travels: anything else in the agent's place is not the agent. */
function isKey(value: unknown): value is string {
  return typeof value === 'string' && isB64uOf(value, KEY_OCTETS);
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
