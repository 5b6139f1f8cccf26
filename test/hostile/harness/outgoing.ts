import type { Bytes, KeyBundle } from '@sealchart/protocol';
import { fromB64u, toB64u } from '@sealchart/protocol';
import type { HttpRequest } from '@sealchart/sdk';
import type { Loot } from '@sealchart/sdk/testing';
import { Session, breakIn, unwrapSessionKey } from '@sealchart/sdk/testing';
import { formsOf } from '../../stories/support/marker-forms.ts';
import { NeedleScan } from '../../stories/support/needle-scan.ts';
import type { Actor } from './stage.ts';

/** A secret, and what to call it. */
export interface Secret {
  readonly name: string;
  readonly bytes: Bytes;
}

/** Names of the secrets that stand in these requests, in any form that a leak could take. */
export function leaksIn(requests: readonly HttpRequest[], secrets: readonly Secret[]): string[] {
  const needles = secrets.flatMap((secret) =>
    formsOf(secret).map(({ name, needle }) => ({ name: `${secret.name}, ${name}`, bytes: needle })),
  );
  const scan = new NeedleScan(needles);
  const texts = requests.map(({ method, url, headers, body }) => JSON.stringify([method, url, headers]) + (body ?? ''));
  return texts.flatMap((text) => [...scan.find(new TextEncoder().encode(text))]);
}

/** Everything that an attacker with an account could try on what others send. */
export async function lootOf({ ports, password, kdf }: Actor): Promise<Loot> {
  const session = new Session({ server: 'http://localhost:3000', client: { name: 'stories', version: '0.1.0' }, ports });
  const { identities } = await session.unlock({ password });
  return { slotSecrets: kdf.jobs.map(({ stretch }) => stretch), accountKeys: [session.accountKey()], identities: [...identities] };
}

/** What in these requests opens with the loot of an attacker: key packets and key bundles are all that carries keys. */
export async function openedIn(requests: readonly HttpRequest[], loot: Loot, instanceId: string): Promise<string[]> {
  const opened: string[] = [];
  for (const { url, body } of requests) {
    if (body === undefined) continue;
    const path = new URL(url).pathname;
    for (const text of stringsIn(JSON.parse(body))) if (await isKeyPacketFor(loot, text)) opened.push(`a key packet to ${path}`);
    for (const bundle of bundlesIn(JSON.parse(body))) if (await breakIn(instanceId, bundle, loot)) opened.push(`a key bundle to ${path}`);
  }
  return opened;
}

async function isKeyPacketFor({ identities }: Loot, text: string): Promise<boolean> {
  const bytes = bytesOf(text);
  if (!bytes) return false;
  try {
    await unwrapSessionKey(identities, bytes);
    return true;
  } catch {
    return false;
  }
}

/** Undefined for what is no base64url. */
function bytesOf(text: string): Bytes | undefined {
  try {
    const bytes = fromB64u(text);
    return toB64u(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function bundlesIn(value: unknown): KeyBundle[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'sealedKeys' in value && 'slots' in value ? [value as KeyBundle] : [];
  return [...own, ...Object.values(value).flatMap(bundlesIn)];
}
