import type { Bytes, SealedKeysHeader, SlotHeader } from '@sealchart/protocol';
import {
  SealchartError,
  SealedKeysHeader as SealedKeysHeaderSchema,
  SlotHeader as SlotHeaderSchema,
  equalBytes,
  fromB64u,
  fromUtf8,
  jcsBytes,
  parseForeign,
} from '@sealchart/protocol';
import type { CompactJWEHeaderParameters } from 'jose';
import { CompactEncrypt, compactDecrypt } from 'jose';
import type * as z from 'zod/mini';

/** A symmetric key of 32 bytes, or an X25519 key. */
type JweKey = Bytes | CryptoKey;

/** The two kinds of JWE (RFC 7516) that exist here. */
const KINDS = {
  'sealed-keys': { alg: 'dir', schema: SealedKeysHeaderSchema },
  slot: { alg: 'ECDH-ES+A256KW', schema: SlotHeaderSchema },
} as const;
const ENC = 'A256GCM';
/** Header, encrypted key, initialization vector, ciphertext, tag (RFC 7516 section 3.1). */
const COMPACT_PARTS = 5;

interface Headers {
  'sealed-keys': SealedKeysHeader;
  slot: SlotHeader;
}
export type JweKind = keyof Headers;

/** Compact JWE of `plaintext` whose protected header holds `alg`, `enc`, `ctx` and what `alg` needs, nothing else. */
export function sealJwe<K extends JweKind>(kind: K, key: JweKey, ctx: Headers[K]['ctx'], plaintext: Uint8Array): Promise<string> {
  return writeJwe({ alg: KINDS[kind].alg, enc: ENC, ctx }, key, plaintext);
}

/** Compact JWE under any header that the library knows: for `sealJwe`, and for forgers of what `readJweHeader` must refuse. */
export function writeJwe(header: CompactJWEHeaderParameters, key: JweKey, plaintext: Uint8Array): Promise<string> {
  return new CompactEncrypt(plaintext).setProtectedHeader(header).encrypt(key);
}

/**
 * The protected header, read without any key. `E_BUNDLE` unless it holds exactly the members of its kind: `zip`, `crit`,
 * `kid`, `apu` and the like are refused here, before the library could act on them; and so is any part in a second spelling.
 */
export function readJweHeader<K extends JweKind>(kind: K, jwe: string): Headers[K] {
  const schema = KINDS[kind].schema as unknown as z.ZodMiniType<Headers[K]>;
  const result = parseForeign(schema, headerOf(jwe));
  if (!result.success) throw new SealchartError('E_BUNDLE', { detail: `header of ${kind}`, cause: result.error });
  return result.data;
}

/** Opens a compact JWE whose header is of its kind and binds exactly `ctx`. `E_BUNDLE` otherwise, whatever is wrong. */
export async function openJwe<K extends JweKind>(kind: K, key: JweKey, ctx: Headers[K]['ctx'], jwe: string): Promise<Bytes> {
  const header = readJweHeader(kind, jwe);
  if (!equalBytes(jcsBytes(header.ctx), jcsBytes(ctx))) throw new SealchartError('E_BUNDLE', { detail: `${kind} of something else` });
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [KINDS[kind].alg],
      contentEncryptionAlgorithms: [ENC],
    });
    return plaintext as Bytes;
  } catch (cause) {
    throw new SealchartError('E_BUNDLE', { detail: `${kind} does not open`, cause });
  }
}

function headerOf(jwe: string): unknown {
  try {
    // The library passes over white space and unused bits in the parts: so each is read here as well, in its one spelling.
    const [head, ...parts] = jwe.split('.').map(fromB64u);
    if (!head || parts.length !== COMPACT_PARTS - 1) return undefined;
    const text = fromUtf8(head);
    const header: unknown = JSON.parse(text);
    // Written in one way only: so no member stands in it twice, one for us and one for the library.
    return JSON.stringify(header) === text ? header : undefined;
  } catch {
    return undefined;
  }
}
