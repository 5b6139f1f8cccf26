import type { KeyBundle, SealedKeysHeader, Slot, SlotContext } from '@sealchart/protocol';
import { KeyBundle as KeyBundleSchema, SEALED_KEYS, equalBytes, fromB64u, fromUtf8, jcsBytes, toB64u, utf8 } from '@sealchart/protocol';
import { openJwe, openKeys, readJweHeader, readVectors, sealJwe, x25519Pair } from '@sealchart/sdk/testing';
import fc from 'fast-check';
import type { Family } from '../family.ts';
import { requireTrue, textOf } from '../family.ts';
import type { Group } from '../groups.ts';
import { mutatedJson, mutatedValue } from '../mutated-json.ts';
import { mutatedText } from '../mutated-text.ts';
import { vectorKeys } from './vector-samples.ts';

type AnyHeader = Record<string, unknown>;

/** Members that change what a library does with a JWE. */
const DANGEROUS: readonly AnyHeader[] = [
  { zip: 'DEF' },
  { crit: ['b64'] },
  { crit: [] },
  { kid: '1' },
  { apu: 'AA', apv: 'AA' },
  { alg: 'none' },
  { alg: 'PBES2-HS256+A128KW', p2c: 2_147_483_647, p2s: 'AAAAAAAAAAAAAAAAAAAAAA' },
  { alg: 'RSA1_5' },
  { enc: 'A128CBC-HS256' },
  { epk: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } },
  { epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } },
  { jku: 'http://localhost/' },
];

const partText = (part: unknown): string => (typeof part === 'string' ? part : (JSON.stringify(part) ?? ''));

/** A JWE with another header, with other parts, and as any text. */
function mutatedJwe(jwe: string): fc.Arbitrary<string> {
  const [head = '', ...rest] = jwe.split('.');
  const header = JSON.parse(fromUtf8(fromB64u(head))) as AnyHeader;
  const headers = fc.oneof(
    mutatedJson(header),
    fc.constantFrom(...DANGEROUS).map((more) => JSON.stringify({ ...header, ...more })),
  );
  const withHeader = headers.map((text) => [toB64u(utf8(text.toWellFormed())), ...rest].join('.'));
  const withParts = mutatedValue([head, ...rest]).map((parts) => (Array.isArray(parts) ? parts.map(partText).join('.') : partText(parts)));
  return fc.oneof({ weight: 4, arbitrary: withHeader }, { weight: 3, arbitrary: withParts }, { weight: 2, arbitrary: mutatedText(jwe) });
}

/** The account's secrets under its account key: the bundle's sealed keys and its slots. */
export async function sealedGroup(): Promise<Group> {
  const keysVector = readVectors('sealed-keys') as {
    accountKey: string;
    instanceId: string;
    bundle: Omit<KeyBundle, 'sealedKeys' | 'slots'>;
    good: string;
  };
  const slotVector = readVectors('slots') as { accountKey: string; good: Slot; ctx: SlotContext };
  const accountKey = fromB64u(keysVector.accountKey);
  const { ctx } = readJweHeader('sealed-keys', keysVector.good);
  const scalar = crypto.getRandomValues(new Uint8Array(32));
  const { privateKey, publicKey } = await x25519Pair(scalar);
  const publicOf = await crypto.subtle.importKey('raw', publicKey, 'X25519', true, []);
  const slot = await sealJwe('slot', publicOf, slotVector.ctx, accountKey);

  const sealedKeys: Family = {
    name: 'sealed keys',
    inputs: mutatedJwe(keysVector.good),
    refusals: ['E_BUNDLE'],
    read: async (input) => {
      const jwe = textOf(input);
      await openJwe('sealed-keys', accountKey, ctx, jwe);
      requireTrue(jwe === keysVector.good, 'keys that nobody sealed');
      return true;
    },
  };
  const slots: Family = {
    name: 'slots',
    inputs: mutatedJwe(slot),
    refusals: ['E_BUNDLE'],
    share: 0.5,
    read: async (input) => {
      const opened = await openJwe('slot', privateKey, slotVector.ctx, textOf(input));
      requireTrue(textOf(input) === slot && equalBytes(opened, accountKey), 'an account key that nobody sealed');
      return true;
    },
  };
  return { families: [sealedKeys, slots, await keysInside(accountKey)] };
}

/** What stands inside sealed keys, from whoever knows the account key: another version of this very person. */
async function keysInside(accountKey: ReturnType<typeof fromB64u>): Promise<Family> {
  const { modern, rsa, accountId } = vectorKeys();
  const fingerprint =
    (readVectors('openpgp/certificates') as { name: string; fingerprint: string }[]).find(({ name }) => name === 'modern')?.fingerprint ??
    '';
  const instanceId = 'ins_AAECAwQFBgcICQoLDA0ODw';
  const place: SealedKeysHeader['ctx'] = { context: SEALED_KEYS, instance: instanceId, account: accountId, version: 1, fingerprint };
  const good = { keys: [{ fingerprint, secretKey: toB64u(modern) }] };
  return {
    name: 'keys that were sealed',
    inputs: mutatedJson(good, { keys: [...good.keys, { fingerprint: '0'.repeat(64), secretKey: toB64u(rsa) }] }),
    refusals: ['E_BUNDLE'],
    share: 0.1,
    read: async (input) => {
      const text = textOf(input);
      const bytes = isJson(text) ? jcsOf(text) : utf8(text.toWellFormed());
      const sealedKeys = await sealJwe('sealed-keys', accountKey, place, bytes);
      const bundle = { accountId, version: 1, certificate: 'AA', fingerprint, sealedKeys, slots: [] } as unknown as KeyBundle;
      requireTrue(KeyBundleSchema.shape.sealedKeys !== undefined, 'no schema');
      const identities = await openKeys(accountKey, instanceId, bundle);
      requireTrue(identities[0]?.certificate.fingerprint === fingerprint, 'another identity');
      return true;
    },
  };
}

/** In canonical form, so that what is changed is looked at behind it; else as it is. */
function jcsOf(text: string): ReturnType<typeof utf8> {
  try {
    return jcsBytes(JSON.parse(text));
  } catch {
    return utf8(text.toWellFormed());
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
